/** What became of each logical date of a workflow, whoever started its runs: where a backfill is chosen from. */
import {
  CarillonError,
  type LogicalTime,
  logicalTimesIn,
  type NewestRun,
  type RunState,
  type TimesOf,
} from '@carillon/core';
import { type WorkflowDate, WorkflowDates } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { ref } from '../http/schemas.ts';
import { type ApiContext, type App, unknownWorkflow } from './context.ts';
import { type DateRange, datesOf } from './date-range.ts';
import { documentSchedules } from './document-schedules.ts';
import { Place } from './query.ts';

const MAX_DAYS = 400;
const Named = Type.Object({ project: Type.String({ maxLength: 63 }), name: Type.String({ maxLength: 63 }) });
const Range = Type.Object({
  ...Place.properties,
  from: Type.String({ format: 'date' }),
  to: Type.String({ format: 'date', description: `itself included; at most ${MAX_DAYS} days` }),
});

export function addWorkflowDateRoutes(app: App, context: ApiContext): void {
  const { catalog, lookups, calendars, backfills, clock } = context;

  app.get<{ Params: Static<typeof Named>; Querystring: Static<typeof Range> }>('/workflows/:project/:name/dates', {
    config: { access: { action: 'workflow.read', resource: 'workflow' } },
    schema: {
      tags: ['workflows'],
      summary: 'The newest runs of each logical date, and what is missing',
      params: Named,
      querystring: Range,
      response: { 200: ref(WorkflowDates) },
    },
    handler: async (request) => {
      const { project, name } = request.params;
      const { environment, from, to } = request.query;
      const dates = datesOf({ from, to }, MAX_DAYS);
      const place = await lookups.place(principalOf(request), environment);
      const live = await catalog.liveVersion(place, project, name);
      if (!live) throw await unknownWorkflow(catalog, place, project, name);
      const schedules = await documentSchedules(calendars, live.scope, live.document);
      const times = timesIn(schedules, { from, to });
      const span = { from: new Date(times[0]?.at ?? 0), to: new Date(times.at(-1)?.at ?? 0) };
      const newest = await backfills.newestRuns(place, live.workflowKey, span);
      return { items: byDate({ dates, times, newest, now: clock.now() }) };
    },
  });
}

/** None where the schedules have no firing in the range: that is an answer here, and no fault. */
export function timesIn(schedules: TimesOf, range: DateRange): readonly LogicalTime[] {
  try {
    return logicalTimesIn(schedules, range);
  } catch (error) {
    if (error instanceof CarillonError && error.code === 'VALIDATION_DATE') return [];
    throw error;
  }
}

interface History {
  readonly dates: readonly string[];
  readonly times: readonly LogicalTime[];
  /** By logical time. */
  readonly newest: ReadonlyMap<number, NewestRun>;
  readonly now: number;
}

type Counts = { -readonly [K in keyof WorkflowDate]: WorkflowDate[K] };

function byDate({ dates, times, newest, now }: History): readonly WorkflowDate[] {
  const found = new Map(dates.map((date): [string, Counts] => [date, emptyDate(date)]));
  for (const { at, date, heldUntil = 0 } of times) {
    const counts = found.get(date);
    const state = newest.get(at)?.state;
    if (!counts) continue;
    if (state !== undefined) counts.runs[outcomeOf(state)]++;
    else if (heldUntil > now) counts.held++;
    else if (at > now) counts.planned++;
    else counts.missing++;
  }
  return [...found.values()];
}

const emptyDate = (date: string): Counts => ({
  date,
  planned: 0,
  held: 0,
  missing: 0,
  runs: { success: 0, failed: 0, stopped: 0, open: 0 },
});

function outcomeOf(state: RunState): keyof WorkflowDate['runs'] {
  return state === 'success' || state === 'failed' || state === 'stopped' ? state : 'open';
}
