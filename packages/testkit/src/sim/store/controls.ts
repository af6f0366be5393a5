/** Pausing, resuming and phases (store/src/engine/controls.ts). */
import {
  answerTo,
  type ControlBy,
  type Controlled,
  type ControlledTask,
  type ControlRefused,
  isFinalTaskState,
  next,
  type PauseBy,
  type Reason,
  type Resumed,
  RUN_STATE_CODES as RUN,
  RUN_TRANSITIONS,
  runStateOf,
  type TaskRunState,
  TASK_TRANSITIONS,
  taskStateOf,
  type TenantScope,
} from '@carillon/core';
import { COMPENSATE, mayUndo } from './compensations.ts';
import type { Operations } from './operation.ts';
import { doneOf, LIVE, statesBefore, TASK } from './guards.ts';
import { noteEvent } from './history.ts';
import { reopenTasks } from './reopenings.ts';
import type { RunRow, TaskRow } from './rows.ts';
import { endableOf, progressOf, touchedOf } from './standing.ts';
import { emptyTask } from './starts.ts';
import type { Tables } from './tables.ts';

type Controls = Operations<
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
>;

const HELD = statesBefore('hold');
const PAUSABLE = statesBefore('pause');
const DONE: Controlled = { kind: 'done' };
const UNCHANGED: Controlled = { kind: 'unchanged' };

const runOf = (tables: Tables, { tenantKey }: TenantScope, runId: string): RunRow | undefined => {
  const run = tables.runs.get(runId);
  return run?.tenantKey === tenantKey ? run : undefined;
};

const soloRow = (tables: Tables, { tenantKey }: TenantScope, runId: string): TaskRow | undefined => {
  const row = tables.tasks.get(runId, 0);
  return row?.solo?.tenantKey === tenantKey ? row : undefined;
};

function absent(tables: Tables, { tenantKey }: TenantScope, runId: string): Controlled {
  return { kind: tables.runEnds.get(runId)?.tenantKey === tenantKey ? 'already_final' : 'not_found' };
}

/** A one-task run is its task run: what is done to the one is done to the other. */
function onSolo<T>(tables: Tables, scope: TenantScope, runId: string, act: () => T): T | Controlled | ControlRefused {
  const row = soloRow(tables, scope, runId);
  if (!row) return absent(tables, scope, runId);
  return row.stopAt === undefined ? act() : { kind: 'refused', state: 'stopping' };
}

const soloTask = (runId: string, to: string, reason?: Reason): ControlledTask => ({
  runId,
  taskNo: 0,
  need: 0,
  laneKey: 0,
  step: JSON.stringify({ to, reason }),
});

function hold(tables: Tables, row: TaskRow, reason: Reason): void {
  tables.tasks.update(row, {
    state: TASK.paused,
    heldState: row.state,
    heldDueAt: row.dueAt,
    dueAt: undefined,
    reason,
  });
}

function pauseRun(tables: Tables, scope: TenantScope, runId: string, by: PauseBy): Controlled | ControlRefused {
  const run = runOf(tables, scope, runId);
  if (!run) return onSolo(tables, scope, runId, () => pauseRow(tables, soloTask(runId, 'paused', by.reason), by));
  const state = runStateOf(run.state);
  const answer = answerTo(RUN_TRANSITIONS, state, 'pause');
  if (answer === 'refused') return { kind: 'refused', state };
  if (answer === 'unchanged' ? run.reason !== undefined : by.isPaused) return UNCHANGED;
  for (const row of tables.tasks.of(runId)) if (HELD.has(row.state)) hold(tables, row, by.reason);
  tables.runs.update(run, {
    state: RUN.paused,
    reason: by.reason,
    pausedAt: tables.machine.now(),
    heldDueAt: run.dueAt,
    dueAt: undefined,
  });
  const step = JSON.stringify({ to: 'paused', reason: by.reason });
  noteEvent(tables, runId, { steps: [step], runState: RUN.paused, actor: by.actor });
  return DONE;
}

/** What it goes back to: the time of a queue timeout stood still; a wait until an instant and a back-off did not. */
function resumed(tables: Tables, row: TaskRow, since: number | undefined): Partial<TaskRow> {
  const { heldState, heldDueAt } = row;
  const stoodStill = tables.machine.now() - (row.pausedAt ?? since ?? tables.machine.now());
  const dueAt = heldState === TASK.queued && heldDueAt !== undefined ? heldDueAt + stoodStill : heldDueAt;
  const reason: Reason | undefined =
    heldState === TASK.waiting
      ? {
          code: 'NOT_DUE',
          ...(heldDueAt === undefined ? {} : { params: { until: new Date(heldDueAt).toISOString() } }),
        }
      : heldState === TASK.retrying
        ? { code: 'RETRY_BACKOFF' }
        : undefined;
  return { state: heldState as number, dueAt, reason, heldState: undefined, heldDueAt: undefined };
}

function resumeRun(
  tables: Tables,
  scope: TenantScope,
  runId: string,
  actor: string,
): Controlled | ControlRefused | Resumed {
  const run = runOf(tables, scope, runId);
  if (!run) return onSolo(tables, scope, runId, () => resumeRow(tables, soloTask(runId, 'running'), actor, false));
  const state = runStateOf(run.state);
  const answer = answerTo(RUN_TRANSITIONS, state, 'resume');
  if (answer === 'refused') return { kind: 'refused', state };
  if (answer === 'unchanged') return UNCHANGED;
  const since = run.pausedAt;
  const stoodStill = tables.machine.now() - (since ?? tables.machine.now());
  tables.runs.update(run, {
    state: RUN.running,
    reason: undefined,
    pausedAt: undefined,
    dueAt: run.heldDueAt === undefined ? undefined : run.heldDueAt + stoodStill,
    heldDueAt: undefined,
  });
  noteEvent(tables, runId, { steps: ['{"to":"running"}'], runState: RUN.running, actor });
  const lanes = new Set<number>();
  for (const row of tables.tasks.of(runId)) {
    if (row.state !== TASK.paused || row.pausedAt !== undefined) continue;
    const { state: after, laneKey } = tables.tasks.update(row, resumed(tables, row, since));
    if (after === TASK.queued) lanes.add(laneKey);
  }
  return { kind: 'resumed', lanes: [...lanes], touched: touchedOf(tables, runId), endable: endableOf(run) };
}

function makeRow(tables: Tables, { runId, taskNo, need, laneKey }: ControlledTask): void {
  const state = tables.runs.get(runId)?.state;
  if (state !== RUN.running && state !== RUN.paused) return;
  if (tables.tasks.get(runId, taskNo) || tables.taskEnds.of(runId).some((end) => end.taskNo === taskNo)) return;
  tables.tasks.insert({ ...emptyTask(runId, taskNo), need, laneKey });
}

function standing(tables: Tables, runId: string, taskNo: number) {
  const end = tables.taskEnds.of(runId).find((one) => one.taskNo === taskNo);
  if (end) return { state: taskStateOf(end.state), done: 0, attempt: end.attemptNo };
  const row = tables.tasks.get(runId, taskNo);
  return row && { state: taskStateOf(row.state), done: doneOf(row), attempt: row.attemptNo };
}

/** `own`: a person paused this task run by itself. */
function stateOf(
  tables: Tables,
  { runId, taskNo }: ControlledTask,
): { readonly name: TaskRunState; readonly own: boolean } {
  const row = tables.tasks.get(runId, taskNo);
  if (row) return { name: taskStateOf(row.state), own: row.pausedAt !== undefined };
  return { name: standing(tables, runId, taskNo)?.state ?? 'pending', own: false };
}

function pauseTask(
  tables: Tables,
  scope: TenantScope,
  task: ControlledTask,
  by: ControlBy,
): Controlled | ControlRefused {
  const run = runOf(tables, scope, task.runId);
  if (!run) return onSolo(tables, scope, task.runId, () => pauseRow(tables, task, by));
  if (run.state !== RUN.running && run.state !== RUN.paused) return { kind: 'refused', state: runStateOf(run.state) };
  makeRow(tables, task);
  return pauseRow(tables, task, by);
}

function pauseRow(tables: Tables, task: ControlledTask, by: ControlBy): Controlled | ControlRefused {
  const state = stateOf(tables, task);
  if (state.own) return UNCHANGED;
  const goesOn = next(TASK_TRANSITIONS, state.name, 'retry_paused') !== undefined;
  if (!goesOn && answerTo(TASK_TRANSITIONS, state.name, 'pause') === 'refused')
    return { kind: 'refused', state: state.name };
  const row = tables.tasks.get(task.runId, task.taskNo);
  if (!row) return DONE;
  const pausedAt = tables.machine.now();
  const isIdle = PAUSABLE.has(row.state);
  tables.tasks.update(row, {
    pausedAt,
    ...(LIVE.has(row.state) ? {} : { reason: by.reason }),
    ...(isIdle ? { heldState: row.state, heldDueAt: row.dueAt, dueAt: undefined, state: TASK.paused } : {}),
  });
  noteEvent(tables, task.runId, { steps: [task.step], actor: by.actor });
  return DONE;
}

function resumeTask(
  tables: Tables,
  scope: TenantScope,
  task: ControlledTask,
  actor: string,
): Controlled | ControlRefused | Resumed {
  const run = runOf(tables, scope, task.runId);
  if (!run) return onSolo(tables, scope, task.runId, () => resumeRow(tables, task, actor, false));
  return resumeRow(tables, task, actor, run.state === RUN.paused);
}

/** @param held its run is paused, which goes on holding it, unless it waits for upstreams anyway */
function resumeRow(
  tables: Tables,
  task: ControlledTask,
  actor: string,
  held: boolean,
): Controlled | ControlRefused | Resumed {
  const state = stateOf(tables, task);
  if (isFinalTaskState(state.name)) return { kind: 'refused', state: state.name };
  if (!state.own) return UNCHANGED;
  const row = tables.tasks.get(task.runId, task.taskNo) as TaskRow;
  const goes = row.state === TASK.paused && (!held || row.heldState === TASK.pending);
  tables.tasks.update(row, { ...(goes ? resumed(tables, row, undefined) : {}), pausedAt: undefined });
  noteEvent(tables, task.runId, { steps: [task.step], actor });
  const goesOn = goes && !held;
  return {
    kind: 'resumed',
    lanes: goesOn && row.state === TASK.queued ? [row.laneKey] : [],
    touched: goesOn && row.state === TASK.pending ? [progressOf(row)] : [],
    endable: undefined,
  };
}

export function createControls(tables: Tables): Controls {
  return {
    pauseRun: (scope, runId, by) => pauseRun(tables, scope, runId, by),
    resumeRun: (scope, runId, by) => resumeRun(tables, scope, runId, by.actor),
    pauseTask: (scope, task, by) => pauseTask(tables, scope, task, by),
    resumeTask: (scope, task, by) => resumeTask(tables, scope, task, by.actor),
    noteDue({ runId, taskNo, takenUntil }) {
      const row = tables.tasks.get(runId, taskNo);
      if (row?.dueAt === takenUntil.getTime()) tables.tasks.update(row, { dueAt: tables.machine.now() });
      if (row?.heldDueAt === takenUntil.getTime()) tables.tasks.update(row, { heldDueAt: tables.machine.now() });
    },
    holdPaused() {
      let held = 0;
      for (const row of tables.tasks.all()) {
        if (!HELD.has(row.state) || tables.runs.get(row.runId)?.state !== RUN.paused) continue;
        hold(tables, row, { code: 'TASK_FAILED' });
        held += 1;
      }
      return held;
    },
    failing(limit) {
      return [...tables.runs.values()]
        .filter(({ state, phase, failed }) => state === RUN.running && phase === 0 && failed > 0)
        .slice(0, limit)
        .map(({ id, tenantKey, versionKey }) => ({ runId: id, tenantKey, versionKey }));
    },
    enterPhase({ runId, from, to, open, failed, roots }) {
      const run = tables.runs.get(runId);
      const mayEnter = run?.state === RUN.running || run?.state === RUN.stopping;
      if (!run || !mayEnter || run.phase !== from || run.open > 0 || run.failed > 0 !== failed) return [];
      const undoes = to === COMPENSATE;
      const isBegun = tables.taskEnds.of(runId).some((end) => roots.some(({ taskNo }) => taskNo === end.taskNo));
      if (undoes && (!mayUndo(run) || isBegun)) return [];
      const endsAs = run.endsAs ?? (run.failed > 0 ? RUN.failed : undefined);
      const dueAt = undoes ? undefined : run.dueAt;
      tables.runs.update(run, { state: RUN.running, phase: to, open, endsAs, dueAt });
      return roots.map(({ taskNo, laneKey }) =>
        progressOf(tables.tasks.insert({ ...emptyTask(runId, taskNo), laneKey })),
      );
    },
    openRun(scope, runId) {
      const row = runOf(tables, scope, runId) ?? soloRow(tables, scope, runId)?.solo;
      if (row) return { versionKey: row.versionKey };
      return tables.runEnds.get(runId)?.tenantKey === scope.tenantKey ? 'final' : undefined;
    },
    standing: (runId, taskNo) => standing(tables, runId, taskNo),
    ensureRow(task) {
      makeRow(tables, task);
    },
    reopen(scope, task, reopening, by) {
      const run = runOf(tables, scope, task.runId);
      if (!run) return absent(tables, scope, task.runId);
      if (run.state !== RUN.running && run.state !== RUN.paused)
        return { kind: 'refused', state: runStateOf(run.state) };
      return reopenTasks(tables, run, task, reopening, by);
    },
  };
}
