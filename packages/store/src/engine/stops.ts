/** Stopping a run: one transaction under the run's lock. First commit wins against a finishing task (GUARANTEES 5.2). */
import type { Reason, StopOutcome, StopResult, TenantScope } from '@carillon/core';
import type pg from 'pg';
import { finishSolo } from '../sql/finish-solo.ts';
import { endRuns } from '../sql/advance.ts';
import { dropHold } from '../sql/hold.ts';
import * as sql from '../sql/stop.ts';
import { plain, quoted } from './literal.ts';
import { type Row, rowsOf } from './rows.ts';
import { inTransaction } from './transaction.ts';

const RUN_QUEUED = 1;
const RUN_STOPPING = 4;
const TASK_STOPPED = 12;
const LIVE: ReadonlySet<number> = new Set([2, 3, 7]);

const answer = (result: StopResult, ended = false, live: StopOutcome['live'] = []): StopOutcome => ({
  result,
  live,
  ended,
});

export function createStops(api: pg.Pool) {
  return {
    stop: (scope: TenantScope, runId: string, by: { actor: string; reason: Reason }): Promise<StopOutcome> =>
      inTransaction(api, (client) => stopWithin(client, scope, runId, by)),

    async pendingStops(sessionKeys: readonly number[]): Promise<StopOutcome['live']> {
      const rows = (await rowsOf(api, sql.pendingStops, [plain(sessionKeys)])) as unknown as [number, string, Reason][];
      return rows.map(([sessionKey, attemptId, reason]) => ({ sessionKey, attemptId, reason }));
    },
  };
}

/** As part of a transaction that has locked no run after this one. */
export async function stopWithin(
  client: pg.PoolClient,
  scope: TenantScope,
  runId: string,
  by: { actor: string; reason: Reason },
): Promise<StopOutcome> {
  const [graph] = await rowsOf(client, sql.lockRun, [runId, scope.tenantKey]);
  if (graph?.[0] === RUN_QUEUED) await rowsOf(client, dropHold, [runId]);
  if (graph) return graph[0] === RUN_STOPPING ? answer('stopping') : stopGraph(client, runId, by.actor, by.reason);
  const [solo] = await rowsOf(client, sql.lockSolo, [runId, scope.tenantKey]);
  if (solo) return stopSolo(client, runId, solo, by.actor, by.reason);
  const [final] = await rowsOf(client, sql.isFinal, [runId, scope.tenantKey]);
  return answer(final ? 'already_final' : 'not_found');
}

async function stopGraph(client: pg.PoolClient, runId: string, actor: string, reason: Reason): Promise<StopOutcome> {
  const reasonText = JSON.stringify(reason);
  await rowsOf(client, sql.endIdle, [runId, reasonText]);
  const live = (await rowsOf(client, sql.stopLive, [runId, reasonText])) as unknown as [number, number, string][];
  const steps = JSON.stringify([{ to: 'stopping', reason }]);
  await rowsOf(client, sql.markStopping, [runId, reasonText, live.length, actor, steps]);
  if (live.length === 0) await rowsOf(client, endRuns, [plain([runId]), quoted([undefined]), quoted([undefined])]);
  return answer(
    'stopping',
    live.length === 0,
    live.map(([, sessionKey, attemptId]) => ({ sessionKey, attemptId, reason })),
  );
}

async function stopSolo(
  client: pg.PoolClient,
  runId: string,
  row: Row,
  actor: string,
  reason: Reason,
): Promise<StopOutcome> {
  const [state, attemptId, sessionKey, alreadyStopping] = row as unknown as [
    number,
    string | null,
    number | null,
    boolean,
  ];
  if (alreadyStopping) return answer('stopping');
  const step = { to: LIVE.has(state) ? 'stopping' : 'stopped', reason };
  if (LIVE.has(state)) {
    await rowsOf(client, sql.markSoloStopping, [runId, JSON.stringify(reason), actor, JSON.stringify([step])]);
    return answer('stopping', false, [{ sessionKey: sessionKey as number, attemptId: attemptId as string, reason }]);
  }
  const none = plain([undefined]);
  await rowsOf(client, finishSolo, [
    plain([runId]),
    none,
    none,
    none,
    plain([state]),
    plain([TASK_STOPPED]),
    none,
    none,
    quoted([JSON.stringify(reason)]),
    none,
    quoted([JSON.stringify(step)]),
  ]);
  return answer('stopping', true);
}
