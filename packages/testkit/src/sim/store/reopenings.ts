/** Taking back ends in an open run, and runs that keep a part of a finished one (store/src/engine/{reopenings,reruns}.ts). */
import {
  type ControlBy,
  type ControlledTask,
  formatId,
  type PartialRerun,
  type Reason,
  type Reopening,
  type ReopenProblem,
  type Resumed,
  RUN_STATE_CODES as RUN,
  type RunControlStore,
  type RunEndState,
  runStateOf,
  type TaskRunState,
  taskStateOf,
} from '@carillon/core';
import type { Operations } from './operation.ts';
import { doneOf, later, TASK } from './guards.ts';
import { noteEvent } from './history.ts';
import type { RunEndRow, RunRow, TaskEndRow, TaskRow } from './rows.ts';
import { endableOf, touchedOf } from './standing.ts';
import { emptyTask, factsOfRequest, takeKey } from './starts.ts';
import type { Tables } from './tables.ts';

type Request = Parameters<RunControlStore['reopen']>[2];

const REPORTED: ReadonlySet<number> = new Set([10, 11, 12]);

/** Where a row outlives its end, history has the truth. */
function statesOf(tables: Tables, runId: string): ReadonlyMap<number, TaskRunState> {
  const rows = [...tables.tasks.of(runId)].map(({ taskNo, state }) => [taskNo, taskStateOf(state)] as const);
  const ends = tables.taskEnds.of(runId).map(({ taskNo, state }) => [taskNo, taskStateOf(state)] as const);
  return new Map([...rows, ...ends]);
}

/** Rows and ends go; each task's number of attempts so far comes back. */
function clear(tables: Tables, runId: string, cleared: readonly number[]): ReadonlyMap<number, number> {
  const numbers = new Set(cleared);
  const attempts = new Map<number, number>();
  const count = ({ taskNo, attemptNo }: Pick<TaskRow, 'taskNo' | 'attemptNo'>): void =>
    void attempts.set(taskNo, Math.max(attempts.get(taskNo) ?? 0, attemptNo));
  for (const row of tables.tasks.of(runId)) {
    if (!numbers.has(row.taskNo)) continue;
    count(row);
    tables.tasks.delete(row);
  }
  for (const { output: _, ...end } of tables.taskEnds.remove(runId, numbers)) {
    count(end);
    if (end.attemptId !== undefined && REPORTED.has(end.state)) tables.attemptEnds.append(end);
  }
  return attempts;
}

/** Pending ones that have something to count or attempts to number on from, and such that have ended early. */
function putRows(
  tables: Tables,
  runId: string,
  { pending, early }: Pick<Reopening, 'pending' | 'early'>,
  attempts: ReadonlyMap<number, number>,
  lanes: readonly number[],
): void {
  const put = (row: Partial<TaskRow> & Pick<TaskRow, 'taskNo'>): void =>
    void tables.tasks.insert({
      ...emptyTask(runId, row.taskNo),
      attemptNo: attempts.get(row.taskNo) ?? 0,
      laneKey: lanes[row.taskNo] as number,
      ...row,
    });
  for (const row of pending) if (row.need === 0 || doneOf(row) > 0 || attempts.has(row.taskNo)) put({ ...row });
  for (const { taskNo, state } of early) put({ taskNo, state: TASK[state] });
}

const noEnd = (tables: Tables, runId: string, taskNo: number): TaskEndRow => ({
  runId,
  taskNo,
  state: TASK.success,
  attemptNo: 0,
  attemptId: undefined,
  fence: undefined,
  sessionKey: undefined,
  dispatchedAt: undefined,
  endedAt: tables.machine.now(),
  seenAt: tables.machine.elapsed(),
  exitCode: undefined,
  reason: undefined,
  output: {},
});

export function reopenTasks(
  tables: Tables,
  run: RunRow,
  { runId, taskNo, step }: ControlledTask,
  { plan, as, phase, lanes }: Request,
  by: ControlBy,
): Resumed | ReopenProblem {
  if (phase !== run.phase) return { problem: 'not_ended' };
  const reopening = plan(statesOf(tables, runId));
  if ('problem' in reopening) return reopening;
  const attempts = clear(tables, runId, reopening.cleared);
  if (as !== undefined)
    tables.taskEnds.append({
      ...noEnd(tables, runId, taskNo),
      state: as,
      attemptNo: attempts.get(taskNo) ?? 0,
      reason: by.reason,
    });
  putRows(tables, runId, reopening, attempts, lanes);
  tables.runs.update(run, { open: reopening.open, failed: reopening.failed });
  noteEvent(tables, runId, { steps: [step], actor: by.actor });
  const isRunning = run.state === RUN.running;
  return {
    kind: 'resumed',
    lanes: [],
    touched: isRunning ? touchedOf(tables, runId) : [],
    endable: isRunning ? endableOf(run) : undefined,
  };
}

/** A kept task run: its outputs, and where it last really ran. */
function keptEnd(
  tables: Tables,
  { run, oldNumbers }: PartialRerun,
  kept: PartialRerun['plan']['kept'][number],
): TaskEndRow {
  const { rerunOf, actor } = run.request;
  const oldNo = oldNumbers.get(kept.taskNo);
  const old = tables.taskEnds.of(rerunOf ?? '').find(({ taskNo }) => taskNo === oldNo);
  const end = { ...noEnd(tables, run.id, kept.taskNo), state: TASK[kept.state], exitCode: old?.exitCode };
  if (kept.code !== 'REUSED') return { ...end, reason: { code: kept.code, params: { actor } } };
  const from = { runId: rerunOf === undefined ? '' : formatId('run', rerunOf), taskNo: oldNo ?? 0 };
  const reason: Reason = old?.reason?.code === 'REUSED' ? old.reason : { code: 'REUSED', params: from };
  return { ...end, reason, output: old?.output };
}

function startRerun(tables: Tables, rerun: PartialRerun): boolean {
  const { run, plan, lanes } = rerun;
  if (!takeKey(tables, run.id, run.request)) return false;
  const now = tables.machine.now();
  tables.runs.insert(run.id, {
    ...factsOfRequest(run.request, now),
    id: run.id,
    state: RUN.running,
    open: plan.open,
    failed: plan.failed,
    priority: run.priority,
    phase: 0,
    uncompensated: false,
    endsAs: undefined,
    reason: undefined,
    dueAt: later(now, run.runTimeoutMs),
    heldDueAt: undefined,
    pausedAt: undefined,
  });
  for (const kept of plan.kept) tables.taskEnds.append(keptEnd(tables, rerun, kept));
  putRows(tables, run.id, plan, new Map(), lanes);
  return true;
}

export function createReruns(tables: Tables): Operations<'finishedRun' | 'startRerun'> {
  const endsOf = (run: RunEndRow): ReadonlyMap<number, TaskRunState> => {
    const ends = tables.taskEnds.of(run.id);
    const isSolo = run.attemptNo !== undefined && ends.length === 0;
    return new Map(
      isSolo ? [[0, taskStateOf(run.state)]] : ends.map(({ taskNo, state }) => [taskNo, taskStateOf(state)]),
    );
  };
  return {
    finishedRun({ tenantKey }, runId) {
      const run = tables.runEnds.get(runId);
      if (run?.tenantKey !== tenantKey) {
        const open = tables.runs.get(runId) ?? tables.tasks.get(runId, 0)?.solo;
        return open?.tenantKey === tenantKey ? 'open' : undefined;
      }
      const { projectKey, environmentKey, workflowKey, versionKey, params, logicalTime } = run;
      return {
        scope: { tenantKey, projectKey, environmentKey },
        workflowKey,
        versionKey,
        params,
        logicalTime,
        state: runStateOf(run.state) as RunEndState,
        ends: endsOf(run),
      };
    },
    startRerun: (rerun) => startRerun(tables, rerun),
  };
}
