/** The firing transaction (G1) and the claims that lead to it. */
import type {
  Fired,
  FirePlan,
  FiringRequest,
  LedgerEntry,
  NewRun,
  ScheduleClaim,
  ScheduleDocument,
  StartedRuns,
} from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/schedule.ts';
import type { EngineConnection } from './connection.ts';
import { instant, plain, quoted } from './literal.ts';
import { createStarts } from './starts.ts';
import { type Row, rowsOf } from './rows.ts';

type ClaimRow = [
  number,
  string,
  string,
  number,
  number,
  number,
  number,
  number,
  ScheduleDocument,
  Date | null,
  Date,
  string | null,
];

function scheduleOf(row: Row): ScheduleClaim {
  const [
    key,
    id,
    name,
    tenantKey,
    projectKey,
    environmentKey,
    workflowKey,
    versionKey,
    definition,
    nextFireAt,
    floor,
    lastRunId,
  ] = row as unknown as ClaimRow;
  return {
    key,
    id,
    name,
    scope: { tenantKey, projectKey, environmentKey },
    workflowKey,
    versionKey,
    definition,
    nextFireAt: nextFireAt ?? undefined,
    floor,
    lastRunId: lastRunId ?? undefined,
  };
}

const nothing = (done: 'moved' | 'early'): Fired => ({ done, outcomes: [], started: { made: new Set(), leased: [] } });

export function createSchedules(api: pg.Pool) {
  const startWithin = async (client: pg.PoolClient, runs: readonly NewRun[]): Promise<StartedRuns> => {
    const connection: EngineConnection = {
      query: (statement, values) => rowsOf(client, statement, values),
      close: async () => {},
    };
    const starts = createStarts(connection);
    const [first] = runs;
    if (!first) return { made: new Set(), leased: [] };
    return first.sinks === 0 ? starts.startSolo(runs) : starts.startGraph(runs);
  };

  const fireLocked = async (client: pg.PoolClient, request: FiringRequest, plan: FirePlan): Promise<Fired> => {
    const newest = plan.entries.at(-1)?.logicalTime ?? request.expectedNext;
    const [locked] = await rowsOf(client, sql.lockSchedule, [
      request.scheduleKey,
      instant(request.expectedNext),
      instant(newest),
      request.versionKey,
      JSON.stringify(request.definition),
    ]);
    if (!locked) return nothing('moved');
    // What the ledger refuses as early would be lost if the schedule moved on.
    if (locked[2] !== true) return nothing('early');
    const entries = withoutOverlaps(plan.entries, request.overlap === 'skip', locked[1] === true);
    const inserted = await rowsOf(client, sql.insertFirings, [
      request.scheduleKey,
      quoted(entries.map((entry) => instant(entry.logicalTime))),
      quoted(entries.map((entry) => entry.outcome)),
      quoted(entries.map((entry) => entry.reason)),
      quoted(entries.map((entry) => entry.notes.join(','))),
      plain(entries.map((entry) => entry.run?.id)),
      quoted(entries.map((entry) => instant(entry.through))),
    ]);
    const accepted = new Set(inserted.map((row) => (row[0] as Date).getTime()));
    const counted = entries.filter((entry) => accepted.has(entry.logicalTime.getTime()));
    const runs = counted.flatMap((entry) => entry.run ?? []);
    const started = await startWithin(client, runs);
    await rowsOf(client, sql.moveSchedule, [
      request.scheduleKey,
      instant(plan.nextFireAt),
      instant(entries.at(-1)?.logicalTime),
      runs.at(-1)?.id,
    ]);
    return { done: 'fired', outcomes: counted, started };
  };

  return {
    async claimSchedules(lookAheadMs: number, claimMs: number, limit: number): Promise<readonly ScheduleClaim[]> {
      return (await rowsOf(api, sql.claimSchedules, [lookAheadMs, claimMs, limit])).map(scheduleOf);
    },

    async repairSchedules(limit: number): Promise<readonly ScheduleClaim[]> {
      return (await rowsOf(api, sql.schedulesToRepair, [limit])).map(scheduleOf);
    },

    async fire(request: FiringRequest, plan: FirePlan): Promise<Fired> {
      const client = await api.connect();
      try {
        await client.query('begin');
        const fired = await fireLocked(client, request, plan);
        await client.query('commit');
        client.release();
        return fired;
      } catch (error) {
        client.release(true);
        throw error;
      }
    },

    async setNextFire(scheduleKey: number, nextFireAt: Date | undefined): Promise<void> {
      await rowsOf(api, sql.setNextFire, [scheduleKey, instant(nextFireAt)]);
    },

    async releaseQuarantined(): Promise<void> {
      await rowsOf(api, sql.releaseQuarantined, []);
    },

    async quarantine(scheduleKey: number, error: string): Promise<void> {
      await rowsOf(api, sql.noteFailure, [scheduleKey, error]);
    },
  };
}

/** With `skip`, nothing fires while a run of the schedule is open, be it one of this very plan. */
function withoutOverlaps(entries: readonly LedgerEntry[], skip: boolean, open: boolean): readonly LedgerEntry[] {
  let busy = open;
  return entries.map((entry) => {
    if (entry.outcome !== 'fired') return entry;
    if (!skip || !busy) {
      busy = true;
      return entry;
    }
    const { run: _, ...skipped } = entry;
    return { ...skipped, outcome: 'skipped', reason: 'overlap' };
  });
}
