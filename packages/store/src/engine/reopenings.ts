/** Taking back ends of task runs; the caller holds the lock on the run. */
import {
  type ControlBy,
  type ControlledTask,
  type Reopening,
  type ReopenProblem,
  type Resumed,
  RUN_STATE_CODES,
  type RunControlStore,
  TASK_STATE_CODES,
  taskStateOf,
} from '@carillon/core';
import type pg from 'pg';
import { keepChildren } from '../sql/children.ts';
import * as sql from '../sql/reopen.ts';
import { json, plain } from './literal.ts';
import { endableOf, type LockedRun, touchedOf } from './locked-run.ts';
import { rowsOf } from './rows.ts';

type Request = Parameters<RunControlStore['reopen']>[2];

export async function reopenTasks(
  client: pg.PoolClient,
  run: LockedRun,
  task: ControlledTask,
  { plan, as, phase, lanes }: Request,
  by: ControlBy,
): Promise<Resumed | ReopenProblem> {
  if (phase !== run.phase) return { problem: 'not_ended' };
  const { runId, taskNo, step } = task;
  const states = (await rowsOf(client, sql.statesOf, [runId])) as unknown as [number, number][];
  const reopening = plan(new Map(states.map(([no, state]) => [no, taskStateOf(state)])));
  if ('problem' in reopening) return reopening;
  const cleared = (await rowsOf(client, sql.clearTasks, [runId, plain(reopening.cleared)])) as unknown as [
    number,
    number,
  ][];
  const attempts = new Map(cleared);
  await rowsOf(client, keepChildren, [runId, plain(reopening.cleared), taskNo, attempts.get(taskNo) ?? 0]);
  if (as !== undefined)
    await rowsOf(client, sql.markTask, [runId, taskNo, as, attempts.get(taskNo) ?? 0, json(by.reason)]);
  await putRows(client, runId, reopening, attempts, lanes);
  await rowsOf(client, sql.recount, [runId, reopening.open, reopening.failed, by.actor, step]);
  const isRunning = run.state === RUN_STATE_CODES.running;
  const { open, failed } = reopening;
  return {
    kind: 'resumed',
    lanes: [],
    touched: isRunning ? await touchedOf(client, runId) : [],
    endable: isRunning ? endableOf(runId, { ...run, open, failed }) : undefined,
  };
}

/** Rows of those that have something to count or attempts to number on from; the others come with their first upstream. */
async function putRows(
  client: pg.PoolClient,
  runId: string,
  { pending, early }: Reopening,
  attempts: ReadonlyMap<number, number>,
  lanes: readonly number[],
): Promise<void> {
  const none = { need: 0, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 };
  const rows = [
    ...pending
      .filter(
        (row) =>
          row.need === 0 || row.ok + row.failed + row.upstreamFailed + row.skipped > 0 || attempts.has(row.taskNo),
      )
      .map((row) => ({ ...row, state: TASK_STATE_CODES.pending as number })),
    ...early.map(({ taskNo, state }) => ({ ...none, taskNo, state: TASK_STATE_CODES[state] })),
  ];
  await rowsOf(client, sql.putTasks, [
    runId,
    plain(rows.map((row) => row.taskNo)),
    plain(rows.map((row) => row.state)),
    plain(rows.map((row) => row.need)),
    plain(rows.map((row) => row.ok)),
    plain(rows.map((row) => row.failed)),
    plain(rows.map((row) => row.upstreamFailed)),
    plain(rows.map((row) => row.skipped)),
    plain(rows.map((row) => attempts.get(row.taskNo) ?? 0)),
    plain(rows.map((row) => lanes[row.taskNo])),
  ]);
}
