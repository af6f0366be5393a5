/** Task runs as people see them: every task of the version, also those that have no row yet or never had. */
import {
  type ChildTotals,
  MAX_TASK_NO,
  type Phase,
  type Reason,
  RUN_STATE_CODES,
  type TaskRange,
  type TaskRunRecord,
  type TaskRunState,
  type TenantScope,
  taskStateOf,
} from '@carillon/core';
import type { Reader } from '../reader.ts';
import { childTotals } from './children.ts';
import { explainQueued } from './queued-reason.ts';
import { type RunHead, readTaskRows, type TaskRow } from './task-rows.ts';
import type { VersionTasksOf } from './version-tasks.ts';

export const ALL_TASKS: TaskRange = { from: 0, to: MAX_TASK_NO + 1 };

export async function listTaskRuns(
  reader: Reader,
  versionTasks: VersionTasksOf,
  scope: TenantScope,
  runId: string,
  range: TaskRange = ALL_TASKS,
): Promise<readonly TaskRunRecord[] | undefined> {
  const found = await readTaskRows(reader, scope, runId, range);
  if (!found) return undefined;
  const [{ tasks }, totals] = await Promise.all([versionTasks(found.head.version_key), childTotals(reader, runId)]);
  const rows = rowsByNumber(found.rows);
  const taskRuns = tasks.slice(range.from, range.to).map(({ no, id, type, phase }) => {
    const row = rows.get(no);
    const facts = row ? fromRow(row) : withoutRow(found.head, phase);
    return { runId, taskNo: no, task: id, type, phase, ...facts, ...ofChildren(facts.reason, totals.get(no)) };
  });
  return explainQueued(reader, taskRuns, tasks);
}

/** A hot row may outlive its end while late upstreams still count on it: history is then the truth. */
export function rowsByNumber(rows: readonly TaskRow[]): ReadonlyMap<number, TaskRow> {
  const byNumber = new Map<number, TaskRow>();
  for (const row of rows) {
    if (row.place !== 'hot' || !byNumber.has(row.task_no)) byNumber.set(row.task_no, row);
  }
  return byNumber;
}

/** Its counts move without an event of the run, so that the row's reason does not tell them. */
function ofChildren(reason: Reason | undefined, children: ChildTotals | undefined): Partial<Facts> {
  if (!children) return {};
  if (reason?.code !== 'CHILDREN') return { children };
  const { open, success, failed, stopped, of } = children;
  const bad = failed + stopped;
  const done = success + bad;
  const params = { running: open, done, of: of ?? done + open, ...(bad > 0 ? { failed: bad } : {}) };
  return { children, reason: { code: 'CHILDREN', params } };
}

type Facts = Omit<TaskRunRecord, 'runId' | 'taskNo' | 'task' | 'type' | 'phase'>;

const WAITS_FOR_UPSTREAMS: Reason = { code: 'DEP_UPSTREAM' };

function fromRow(row: TaskRow): Facts {
  const state = stateOf(row);
  return {
    state,
    reason: row.reason ?? (state === 'pending' ? WAITS_FOR_UPSTREAMS : undefined),
    isPaused: row.paused_at !== null,
    attempt: row.attempt_no ?? 0,
    worker: row.worker ?? undefined,
    readyAt: row.ready_at ?? undefined,
    dispatchedAt: row.dispatched_at ?? undefined,
    startedAt: row.started_at ?? undefined,
    endedAt: row.task_ended_at ?? undefined,
    dueAt: row.due_at ?? undefined,
    exitCode: row.exit_code ?? undefined,
    input: row.input ?? undefined,
    output: row.output ?? undefined,
  };
}

/** A one-task run keeps the run's state; where the task's own differs, the reason tells. */
function stateOf(row: TaskRow): TaskRunState {
  const state = taskStateOf(row.state);
  if (row.stop_at && (state === 'starting' || state === 'running')) return 'stopping';
  if (row.place !== 'solo' || state !== 'success' || !row.reason) return state;
  return ['CONDITION', 'RULE', 'BRANCH'].includes(row.reason.code) ? 'skipped' : state;
}

const NOT_NEEDED = { state: 'skipped', reason: { code: 'BRANCH' } } as const;

/** What a failure of another task stopped says so, as those do that had begun. */
function stoppedWith({ run_reason: reason }: RunHead): Reason | undefined {
  if (reason === null) return undefined;
  return reason.code === 'TASK_FAILED' ? { ...reason, code: 'FAIL_FAST' } : reason;
}

/** No row: its turn has not come, never came, or it was for another end than the run's. */
function withoutRow(head: RunHead, phase: Phase): Facts {
  const isOpen = head.ended_state === null;
  const hadNoTurn = head.ended_state === RUN_STATE_CODES.stopped && phase !== 'compensate';
  const notNeeded = phase !== 'tasks' && !isOpen && !hadNoTurn;
  return {
    ...(notNeeded
      ? NOT_NEEDED
      : {
          state: isOpen ? 'pending' : 'stopped',
          reason: isOpen && !head.is_held ? WAITS_FOR_UPSTREAMS : stoppedWith(head),
        }),
    isPaused: false,
    attempt: 0,
    worker: undefined,
    readyAt: undefined,
    dispatchedAt: undefined,
    startedAt: undefined,
    endedAt: head.ended_at ?? undefined,
    dueAt: undefined,
    exitCode: undefined,
    input: undefined,
    output: undefined,
  };
}
