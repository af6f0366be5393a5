/** Pausing and resuming, entering phases, and taking back ends: each one transaction under the run's lock. */
import {
  answerTo,
  type ControlBy,
  type Controlled,
  type ControlledTask,
  type ControlRefused,
  isFinalTaskState,
  next,
  type PauseBy,
  type PhaseEntry,
  type Resumed,
  RUN_STATE_CODES,
  RUN_TRANSITIONS,
  type RunControlStore,
  runStateOf,
  type TaskRunState,
  TASK_STATE_CODES,
  TASK_TRANSITIONS,
  taskStateOf,
  type TenantScope,
} from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/control.ts';
import { isFinal } from '../sql/stop.ts';
import { json, plain } from './literal.ts';
import { endableOf, lockRun, progressOf, touchedOf } from './locked-run.ts';
import { reopenTasks } from './reopenings.ts';
import { type Row, rowsOf } from './rows.ts';
import { inTransaction } from './transaction.ts';

const { running: RUNNING, paused: RUN_PAUSED } = RUN_STATE_CODES;
const { pending: PENDING, queued: QUEUED } = TASK_STATE_CODES;
const DONE: Controlled = { kind: 'done' };
const UNCHANGED: Controlled = { kind: 'unchanged' };

export function createControls(
  api: pg.Pool,
): Pick<
  RunControlStore,
  | 'pauseRun'
  | 'resumeRun'
  | 'pauseTask'
  | 'resumeTask'
  | 'noteDue'
  | 'holdPaused'
  | 'failing'
  | 'enterPhase'
  | 'openRun'
  | 'standing'
  | 'ensureRow'
  | 'reopen'
> {
  return {
    pauseRun: (scope, runId, by) => inTransaction(api, (client) => pauseRun(client, scope, runId, by)),
    resumeRun: (scope, runId, by) => inTransaction(api, (client) => resumeRun(client, scope, runId, by.actor)),
    pauseTask: (scope, task, by) => inTransaction(api, (client) => pauseTask(client, scope, task, by)),
    resumeTask: (scope, task, by) => inTransaction(api, (client) => resumeTask(client, scope, task, by.actor)),
    reopen: (scope, task, reopening, by) =>
      inTransaction(api, async (client) => {
        const run = await lockRun(client, scope, task.runId);
        if (!run) return absent(client, scope, task.runId);
        if (run.state !== RUNNING && run.state !== RUN_PAUSED) return { kind: 'refused', state: runStateOf(run.state) };
        return reopenTasks(client, run, task, reopening, by);
      }),

    async noteDue({ runId, taskNo, takenUntil }) {
      await rowsOf(api, sql.noteDue, [runId, taskNo, takenUntil]);
    },

    async holdPaused() {
      return (await rowsOf(api, sql.holdPaused, [])).length;
    },

    async failing(limit) {
      const rows = (await rowsOf(api, sql.failing, [limit])) as unknown as [string, number, number][];
      return rows.map(([runId, tenantKey, versionKey]) => ({ runId, tenantKey, versionKey }));
    },

    async enterPhase({ runId, from, to, open, failed, roots }: PhaseEntry) {
      const rows = await rowsOf(api, sql.enterPhase, [
        runId,
        from,
        to,
        open,
        plain(roots.map((root) => root.taskNo)),
        plain(roots.map((root) => root.laneKey)),
        failed,
      ]);
      return rows.map((row) => ({
        runId,
        taskNo: row[1] as number,
        state: PENDING,
        need: 0,
        ok: 0,
        failed: 0,
        upstreamFailed: 0,
        skipped: 0,
      }));
    },

    async openRun(scope, runId) {
      const [row] = await rowsOf(api, sql.openRun, [runId, scope.tenantKey]);
      if (row) return { versionKey: row[0] as number };
      const [final] = await rowsOf(api, isFinal, [runId, scope.tenantKey]);
      return final && 'final';
    },

    async standing(runId, taskNo) {
      const [row] = (await rowsOf(api, sql.standing, [runId, taskNo])) as unknown as [number, number, number][];
      return row && { state: taskStateOf(row[0]), done: row[1], attempt: row[2] };
    },

    ensureRow: (task) =>
      inTransaction(api, async (client) => {
        await rowsOf(client, sql.lockOpenRun, [task.runId]);
        await makeRow(client, task);
      }),
  };
}

const makeRow = (client: pg.PoolClient, task: ControlledTask): Promise<readonly Row[]> =>
  rowsOf(client, sql.makeRow, [task.runId, task.taskNo, task.need, task.laneKey]);

async function absent(client: pg.PoolClient, scope: TenantScope, runId: string): Promise<Controlled> {
  const [final] = await rowsOf(client, isFinal, [runId, scope.tenantKey]);
  return { kind: final ? 'already_final' : 'not_found' };
}

/** A one-task run is its task run: what is done to the one is done to the other. */
async function soloOf(
  client: pg.PoolClient,
  scope: TenantScope,
  runId: string,
): Promise<'solo' | Controlled | ControlRefused> {
  const [row] = await rowsOf(client, sql.lockSolo, [runId, scope.tenantKey]);
  if (!row) return absent(client, scope, runId);
  return row[0] === true ? { kind: 'refused', state: 'stopping' } : 'solo';
}

const soloTask = (runId: string, to: string, by: Partial<ControlBy>): ControlledTask => ({
  runId,
  taskNo: 0,
  need: 0,
  laneKey: 0,
  step: JSON.stringify({ to, reason: by.reason }),
});

async function pauseRun(
  client: pg.PoolClient,
  scope: TenantScope,
  runId: string,
  by: PauseBy,
): Promise<Controlled | ControlRefused> {
  const run = await lockRun(client, scope, runId);
  if (!run) {
    const solo = await soloOf(client, scope, runId);
    return solo === 'solo' ? pauseRow(client, soloTask(runId, 'paused', by), by) : solo;
  }
  const state = runStateOf(run.state);
  const answer = answerTo(RUN_TRANSITIONS, state, 'pause');
  if (answer === 'refused') return { kind: 'refused', state };
  // A failure has paused it already; what it holds and why is written now, or it was resumed before that.
  if (answer === 'unchanged' ? run.hasReason : by.isPaused) return UNCHANGED;
  const reason = json(by.reason);
  await rowsOf(client, sql.holdTasks, [runId, reason]);
  await rowsOf(client, sql.pauseRun, [runId, reason, by.actor]);
  return DONE;
}

async function resumeRun(
  client: pg.PoolClient,
  scope: TenantScope,
  runId: string,
  actor: string,
): Promise<Controlled | ControlRefused | Resumed> {
  const run = await lockRun(client, scope, runId);
  if (!run) {
    const solo = await soloOf(client, scope, runId);
    return solo === 'solo' ? resumeRow(client, soloTask(runId, 'running', {}), actor, false) : solo;
  }
  const state = runStateOf(run.state);
  const answer = answerTo(RUN_TRANSITIONS, state, 'resume');
  if (answer === 'refused') return { kind: 'refused', state };
  if (answer === 'unchanged') return UNCHANGED;
  const [since] = await rowsOf(client, sql.resumeRun, [runId, actor]);
  const released = (await rowsOf(client, sql.releaseTasks, [runId, since?.[0]])) as unknown as [number, number][];
  return {
    kind: 'resumed',
    lanes: [...new Set(released.flatMap(([lane, state]) => (state === QUEUED ? [lane] : [])))],
    touched: await touchedOf(client, runId),
    endable: endableOf(runId, run),
  };
}

async function pauseTask(
  client: pg.PoolClient,
  scope: TenantScope,
  task: ControlledTask,
  by: ControlBy,
): Promise<Controlled | ControlRefused> {
  const run = await lockRun(client, scope, task.runId);
  if (!run) {
    const solo = await soloOf(client, scope, task.runId);
    return solo === 'solo' ? pauseRow(client, task, by) : solo;
  }
  if (run.state !== RUNNING && run.state !== RUN_PAUSED) return { kind: 'refused', state: runStateOf(run.state) };
  await makeRow(client, task);
  return pauseRow(client, task, by);
}

async function pauseRow(
  client: pg.PoolClient,
  task: ControlledTask,
  by: ControlBy,
): Promise<Controlled | ControlRefused> {
  const state = await stateOf(client, task);
  if (state.own) return UNCHANGED;
  // A live attempt is not paused itself, only what follows it.
  const goesOn = next(TASK_TRANSITIONS, state.name, 'retry_paused') !== undefined;
  if (!goesOn && answerTo(TASK_TRANSITIONS, state.name, 'pause') === 'refused')
    return { kind: 'refused', state: state.name };
  await rowsOf(client, sql.pauseTask, [task.runId, task.taskNo, task.step, by.actor, json(by.reason)]);
  return DONE;
}

async function resumeTask(
  client: pg.PoolClient,
  scope: TenantScope,
  task: ControlledTask,
  actor: string,
): Promise<Controlled | ControlRefused | Resumed> {
  const run = await lockRun(client, scope, task.runId);
  if (!run) {
    const solo = await soloOf(client, scope, task.runId);
    return solo === 'solo' ? resumeRow(client, task, actor, false) : solo;
  }
  return resumeRow(client, task, actor, run.state === RUN_PAUSED);
}

/** @param held its run is paused, which goes on holding it */
async function resumeRow(
  client: pg.PoolClient,
  task: ControlledTask,
  actor: string,
  held: boolean,
): Promise<Controlled | ControlRefused | Resumed> {
  const state = await stateOf(client, task);
  if (isFinalTaskState(state.name)) return { kind: 'refused', state: state.name };
  if (!state.own) return UNCHANGED;
  const [row] = await rowsOf(client, sql.resumeTask, [task.runId, task.taskNo, task.step, actor, held]);
  const progress = progressOf(row as Row);
  const goes = row?.[9] === true && !held;
  return {
    kind: 'resumed',
    lanes: goes && progress.state === QUEUED ? [row?.[8] as number] : [],
    touched: goes && progress.state === PENDING ? [progress] : [],
    endable: undefined,
  };
}

/** `own`: a person paused this task run by itself. Without a row it has ended, or waits for its first upstream. */
async function stateOf(
  client: pg.PoolClient,
  task: ControlledTask,
): Promise<{ readonly name: TaskRunState; readonly own: boolean }> {
  const [row] = await rowsOf(client, sql.lockTask, [task.runId, task.taskNo]);
  if (row) return { name: taskStateOf(row[0] as number), own: row[1] === true };
  const [ended] = await rowsOf(client, sql.standing, [task.runId, task.taskNo]);
  return { name: ended ? taskStateOf(ended[0] as number) : 'pending', own: false };
}
