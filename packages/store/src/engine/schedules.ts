/** The firing transaction (G1) and the claims that lead to it. */
import type { FirePlan, FiringRequest, NewRun, ScheduleClaim, ScheduleDocument, StartedRuns } from '@carillon/core';
import type pg from 'pg';
import type { Statement } from '../database.ts';
import * as sql from '../sql/schedule.ts';
import type { EngineConnection, Row } from './connection.ts';
import { instant, quoted } from './literal.ts';
import { createStarts } from './starts.ts';

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

export interface Fired {
  /** False when somebody else fired or edited the schedule first. */
  readonly done: boolean;
  readonly started: StartedRuns | undefined;
}

export function createSchedules(api: pg.Pool) {
  const run = async (
    client: pg.PoolClient | pg.Pool,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<readonly Row[]> =>
    (await client.query({ name: statement.name, text: statement.text, values: values as unknown[], rowMode: 'array' }))
      .rows as unknown as Row[];

  const startWithin = (client: pg.PoolClient, newRun: NewRun): Promise<StartedRuns> => {
    const connection: EngineConnection = {
      query: (statement, values) => run(client, statement, values),
      close: async () => {},
    };
    const starts = createStarts(connection);
    return newRun.sinks === 0 ? starts.startSolo([newRun]) : starts.startGraph([newRun]);
  };

  const fireLocked = async (client: pg.PoolClient, request: FiringRequest, plan: FirePlan): Promise<Fired> => {
    const [locked] = await run(client, sql.lockSchedule, [request.scheduleKey, instant(request.expectedNext)]);
    if (!locked) return { done: false, started: undefined };
    const overlapping = locked[1] === true && request.overlap === 'skip';
    const entries = plan.entries.map((entry) =>
      overlapping && entry.outcome === 'fired' ? { ...entry, outcome: 'skipped', reason: 'overlap' } : entry,
    );
    const inserted = await run(client, sql.insertFirings, [
      request.scheduleKey,
      quoted(entries.map((entry) => instant(entry.logicalTime))),
      quoted(entries.map((entry) => entry.outcome)),
      quoted(entries.map((entry) => entry.reason)),
      quoted(entries.map((entry) => entry.notes.join(','))),
      plan.run?.id,
    ]);
    const fires = inserted.some((row) => row[1] === 'fired') && plan.run !== undefined;
    const started = fires ? await startWithin(client, plan.run as NewRun) : undefined;
    const last = entries.at(-1);
    await run(client, sql.moveSchedule, [
      request.scheduleKey,
      instant(plan.nextFireAt),
      instant(last?.logicalTime),
      fires ? plan.run?.id : undefined,
    ]);
    return { done: true, started };
  };

  return {
    async claimSchedules(lookAheadMs: number, claimMs: number, limit: number): Promise<readonly ScheduleClaim[]> {
      return (await run(api, sql.claimSchedules, [lookAheadMs, claimMs, limit])).map(scheduleOf);
    },

    async repairSchedules(limit: number): Promise<readonly ScheduleClaim[]> {
      return (await run(api, sql.schedulesToRepair, [limit])).map(scheduleOf);
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

    async quarantine(scheduleKey: number, error: string): Promise<void> {
      await run(api, sql.noteFailure, [scheduleKey, error]);
    },
  };
}
