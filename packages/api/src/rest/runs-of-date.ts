/** "The run of a date": of each of its firings the newest run, whoever started it (UX 2.5). */
import type { LogicalTime, NewestRun, RunRecord } from '@carillon/core';
import type { Run } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef } from '../http/schemas.ts';
import { type ApiContext, type App, unknownWorkflow } from './context.ts';
import { datesOf } from './date-range.ts';
import { documentSchedules } from './document-schedules.ts';
import { MAX_PAGE, Place } from './query.ts';
import { runView } from './run-views.ts';
import { timesIn } from './workflow-dates.ts';

const OfDate = Type.Object({
  project: Type.String({ maxLength: 63 }),
  name: Type.String({ maxLength: 63 }),
  date: Type.String({ format: 'date' }),
});
const HOUR_MS = 3_600_000;

export function addRunsOfDateRoute(app: App, context: ApiContext): void {
  const { catalog, lookups, backfills, calendars, queries } = context;

  app.get<{ Params: Static<typeof OfDate>; Querystring: Place }>('/workflows/:project/:name/at/:date', {
    config: { access: { action: 'run.read', resource: 'run' } },
    schema: {
      tags: ['workflows'],
      summary: 'The run of a logical date: of each of its firings the newest, the last firing first',
      params: OfDate,
      querystring: Place,
      response: { 200: pageRef('RunPage') },
    },
    handler: async (request) => {
      const { project, name, date } = request.params;
      datesOf({ from: date, to: date }, 1);
      const principal = principalOf(request);
      const place = await lookups.place(principal, request.query.environment);
      const live = await catalog.liveVersion(place, project, name);
      if (!live) throw await unknownWorkflow(catalog, place, project, name);
      const schedules = await documentSchedules(calendars, live.scope, live.document);
      const { span, known } = whereToLook(date, timesIn(schedules, { from: date, to: date }));
      const newest = await backfills.newestRuns(place, live.workflowKey, span);
      const ids = idsOf(newest, known);
      const found = await queries.runs(place, { project, workflow: name, children: true, ids, limit: MAX_PAGE });
      const runs = found.items.filter(({ logicalDate }) => logicalDate === date).toSorted(byTime);
      const viewer = { principal, publicUrl: context.publicUrl() };
      return { items: runs.map((run): Run => runView(run, viewer)) };
    },
  });
}

/**
 * A date is that of the beginning of what its run covers, in the zone of the schedule: a month's run comes weeks behind it.
 * The times of today's schedules are known; those that it had before are looked for about a day behind the date.
 */
function whereToLook(date: string, times: readonly LogicalTime[]) {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const known = new Set(times.map(({ at }) => at));
  const from = Math.min(midnight - 14 * HOUR_MS, ...known);
  const to = Math.max(midnight + 60 * HOUR_MS, ...known);
  return { span: { from: new Date(from), to: new Date(to) }, known };
}

/** As many as one request reads: those of known times first, and the last first. */
const idsOf = (newest: ReadonlyMap<number, NewestRun>, known: ReadonlySet<number>): readonly string[] =>
  [...newest]
    .toSorted(([a], [b]) => Number(known.has(b)) - Number(known.has(a)) || b - a)
    .slice(0, MAX_PAGE)
    .map(([, { id }]) => id);

const byTime = (a: RunRecord, b: RunRecord): number => timeOf(b) - timeOf(a);
const timeOf = ({ logicalTime }: RunRecord): number => logicalTime?.getTime() ?? 0;
