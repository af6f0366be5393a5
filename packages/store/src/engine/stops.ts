/** Stopping a run: one transaction under the run's lock. First commit wins against a finishing task (GUARANTEES 5.2). */
import {
  endOfStop,
  phaseCode,
  type Reason,
  RUN_STATE_CODES,
  type StopOrigin,
  type StopOutcome,
  type StopResult,
  type TenantScope,
} from '@carillon/core';
import type pg from 'pg';
import { finishSolo } from '../sql/finish-solo.ts';
import { endRuns } from '../sql/advance.ts';
import { stopParent, stopParents } from '../sql/children.ts';
import { dropHold } from '../sql/hold.ts';
import * as sql from '../sql/stop.ts';
import { plain, quoted } from './literal.ts';
import { type Row, rowsOf } from './rows.ts';
import { inTransaction } from './transaction.ts';

const { queued: RUN_QUEUED, stopping: RUN_STOPPING } = RUN_STATE_CODES;
/** A run in its last phase has nothing to follow. */
const LAST_PHASE = phaseCode('finally');
const TASK_STOPPED = 12;
const LIVE: ReadonlySet<number> = new Set([2, 3, 7]);

const answer = (result: StopResult, ended = false, live: StopOutcome['live'] = []): StopOutcome => ({
  result,
  live,
  ended,
});

export function createStops(api: pg.Pool) {
  return {
    stop: (scope: TenantScope, runId: string, by: StopOrigin): Promise<StopOutcome> =>
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
  by: StopOrigin,
): Promise<StopOutcome> {
  const [graph] = await rowsOf(client, sql.lockRun, [runId, scope.tenantKey]);
  const queued = graph?.[0] === RUN_QUEUED;
  if (queued) await rowsOf(client, dropHold, [runId]);
  // What never began has nothing to clean up.
  if (graph) return graph[0] === RUN_STOPPING ? answer('stopping') : stopGraph(client, runId, { kill: queued, ...by });
  const [solo] = await rowsOf(client, sql.lockSolo, [runId, scope.tenantKey]);
  if (solo) return stopSolo(client, runId, solo, by.actor, by.reason);
  const [final] = await rowsOf(client, sql.isFinal, [runId, scope.tenantKey]);
  return answer(final ? 'already_final' : 'not_found');
}

async function stopGraph(client: pg.PoolClient, runId: string, by: StopOrigin): Promise<StopOutcome> {
  const { actor, reason, taskReason = reason, kill = false, uncompensated } = by;
  const taskText = JSON.stringify(taskReason);
  await rowsOf(client, sql.endIdle, [runId, taskText]);
  // After it: one that was given its first children meanwhile has been left alone.
  const parents = await rowsOf(client, stopParents, [runId, taskText]);
  const live = (await rowsOf(client, sql.stopLive, [runId, taskText])) as unknown as [number, number, string][];
  const steps = JSON.stringify([{ to: 'stopping', reason }]);
  await rowsOf(client, sql.markStopping, [
    runId,
    JSON.stringify(reason),
    live.length + parents.length,
    actor,
    steps,
    RUN_STATE_CODES[endOfStop(reason)],
    kill,
    LAST_PHASE,
    uncompensated,
  ]);
  if (live.length + parents.length > 0) {
    const orders = live.map(([, sessionKey, attemptId]) => ({ sessionKey, attemptId, reason: taskReason }));
    return { ...answer('stopping', false, orders), hasChildren: parents.length > 0 };
  }
  const [later] = (await rowsOf(client, sql.hasLater, [runId])) as unknown as [number, number, number][];
  if (later) {
    const [failed, phase, endsAs] = later;
    return { ...answer('stopping'), endable: { runId, failed: failed > 0, phase, endsAs } };
  }
  // This transaction has its lock: whether it has failed cannot have changed.
  await rowsOf(client, endRuns, [plain([runId]), quoted([undefined]), quoted([undefined]), plain([undefined])]);
  return answer('stopping', true);
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
  const parents = await rowsOf(client, stopParent, [
    runId,
    0,
    JSON.stringify(reason),
    actor,
    JSON.stringify({ to: 'stopping', reason }),
  ]);
  if (parents.length > 0) return { ...answer('stopping'), hasChildren: true };
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
