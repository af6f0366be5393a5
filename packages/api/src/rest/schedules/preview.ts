/** What would fire if a definition were another: previews and differences, of definitions nobody has stored. */
import {
  type CalendarTables,
  CarillonError,
  calendarNames,
  compileSchedule,
  diffFirings,
  findScheduleProblems,
  type FiringPreview,
  type Json,
  previewFirings,
  type Schedule,
  type TenantScope,
  said,
} from '@carillon/core';
import { FiringDiff, FiringDiffRequest, PreviewRequest, PreviewResult, type ProblemItem } from '@carillon/protocol';
import { checkSchedule, type Finding, wordsOf } from '@carillon/spec';
import { principalOf } from '../../http/access-hooks.ts';
import { ref } from '../../http/schemas.ts';
import type { ApiContext, App } from '../context.ts';
import { tooMany } from './firing-walk.ts';
import { Place } from '../query.ts';
import { compiledOf, findSchedule, READ_SCHEDULES, tags } from './schedule.ts';

const DEFAULT_PROJECT = 'default';
const DEFAULT_COUNT = 10;
const DEFAULT_DAYS = 14;
const DAY_MS = 86_400_000;
/** Of either side of a difference. */
const MAX_COMPARED = 5_000;

export function addPreviewRoutes(app: App, context: ApiContext): void {
  const { lookups, clock } = context;

  app.post<{ Body: PreviewRequest; Querystring: Place }>('/schedules/preview', {
    config: READ_SCHEDULES,
    schema: {
      tags,
      summary: 'The firings of a definition, or what is wrong with it',
      querystring: Place,
      body: ref(PreviewRequest),
      response: { 200: ref(PreviewResult) },
    },
    handler: async (request): Promise<PreviewResult> => {
      const { definition, key, project = DEFAULT_PROJECT, from, until, count = DEFAULT_COUNT } = request.body;
      const place = await lookups.place(principalOf(request), request.query.environment);
      const result = await readDefinition(context, { ...place, project }, definition, key);
      if ('problems' in result) return { items: [], problems: result.problems };
      const range = { from: instantOr(from, clock.now()), ...(until !== undefined && { until: Date.parse(until) }) };
      const items = previewFirings(result.schedule, { ...range, count });
      return { items: items.map(viewed), problems: items.length === 0 ? [nothingFires(result.schedule, range)] : [] };
    },
  });

  app.post<{ Body: FiringDiffRequest; Querystring: Place }>('/schedules/diff', {
    config: READ_SCHEDULES,
    schema: {
      tags,
      summary: 'What changes when a definition takes the place of another, told by firings',
      querystring: Place,
      body: ref(FiringDiffRequest),
      response: { 200: ref(FiringDiff) },
    },
    handler: async (request): Promise<FiringDiff> => {
      const principal = principalOf(request);
      const { scheduleId, before, after, days = DEFAULT_DAYS } = request.body;
      const stored = scheduleId === undefined ? undefined : await findSchedule(context, principal, scheduleId);
      if (stored === undefined && before === undefined) throw nothingToCompare();
      const place = await lookups.place(principal, request.query.environment ?? stored?.environment);
      const at = { ...place, project: request.body.project ?? stored?.project ?? DEFAULT_PROJECT };
      const key = stored && `${stored.project}/${stored.workflow}/${stored.name}`;
      const old =
        before === undefined && stored
          ? { schedule: await compiledOf(context, stored) }
          : await readDefinition(context, at, before, key, '/before');
      const changed = await readDefinition(context, at, after, key, '/after');
      if ('problems' in old || 'problems' in changed) {
        const problems = [old, changed].flatMap((side) => ('problems' in side ? side.problems : []));
        return { added: [], removed: [], moved: [], kept: 0, problems };
      }
      const from = instantOr(request.body.from, clock.now());
      const range = { from, until: from + days * DAY_MS };
      const { added, removed, moved, kept } = diffFirings(
        compared(old.schedule, range),
        compared(changed.schedule, range),
      );
      return {
        added: added.map(viewed),
        removed: removed.map(viewed),
        moved: moved.map((pair) => ({ before: viewed(pair.before), after: viewed(pair.after) })),
        kept,
        problems: [],
      };
    },
  });
}

const instantOr = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : Date.parse(text);

export const viewed = ({ notes, ...preview }: FiringPreview) => ({ ...preview, notes: [...notes] });

function compared(schedule: Schedule, range: { readonly from: number; readonly until: number }) {
  const firings = previewFirings(schedule, { ...range, count: MAX_COMPARED + 1 });
  if (firings.length > MAX_COMPARED) throw tooMany(MAX_COMPARED);
  return firings;
}

interface PreviewPlace extends TenantScope {
  readonly environmentKey: number;
  readonly environment: string;
  readonly project: string;
}

/** @param pointer where the definition stands in the request */
async function readDefinition(
  context: ApiContext,
  place: PreviewPlace,
  value: unknown,
  key = 'preview',
  pointer = '/definition',
): Promise<{ readonly schedule: Schedule } | { readonly problems: ProblemItem[] }> {
  const { definition, findings } = checkSchedule(value as Json | undefined);
  if (!definition) return { problems: findings.map((finding) => problemOf(finding, pointer)) };
  const calendars = await tablesOf(context, place, calendarNames(definition));
  const faults = findScheduleProblems(definition, calendars).filter(({ severity }) => severity === 'error');
  if (faults.length === 0) return { schedule: compileSchedule(definition, { key, calendars }) };
  // All that needs no calendar was checked with the document.
  const code = 'VALIDATION_CALENDAR';
  return {
    problems: faults.map((fault) => ({ pointer: `${pointer}/${fault.field}`, code, ...wordsOf(fault) })),
  };
}

async function tablesOf(
  { catalog, calendars }: ApiContext,
  place: PreviewPlace,
  names: readonly string[],
): Promise<CalendarTables> {
  if (names.length === 0) return new Map();
  // A project that has nothing yet finds what `default` finds.
  const scope =
    (await catalog.scopeOf(place, place.project, place.environment)) ??
    (await catalog.scopeOf(place, DEFAULT_PROJECT, place.environment));
  return scope ? calendars.tables(scope, names) : new Map();
}

function problemOf({ code, message, hint, said, pointer }: Finding, at: string): ProblemItem {
  const words = { message, ...(hint !== undefined && { hint }), ...(said && { said }) };
  return { pointer: `${at}${pointer}`, code, ...words };
}

function nothingFires(schedule: Schedule, { from, until }: { from: number; until?: number }): ProblemItem {
  const next = until === undefined ? undefined : schedule.next(until);
  const last = schedule.previous(from);
  const times = [from, until].flatMap((time) => (time === undefined ? [] : new Date(time).toISOString()));
  const message =
    times.length === 1 ? said`nothing fires after ${times[0]}` : said`nothing fires from ${times[0]} to ${times[1]}`;
  const hint = next
    ? said`The next firing is at ${new Date(next.at).toISOString()}.`
    : last && said`The last firing was at ${new Date(last.at).toISOString()}.`;
  return { pointer: '/from', code: 'VALIDATION_RANGE', ...wordsOf({ message, hint }) };
}

function nothingToCompare(): CarillonError {
  return new CarillonError({
    code: 'VALIDATION_REQUEST',
    message: said`there is nothing to compare with`,
    hint: said`Name a schedule as scheduleId, or give a definition as before.`,
  });
}
