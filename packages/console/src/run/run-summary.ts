/** What one looks at first: the task that failed first, the one that runs, how far the run is. */
import { isFinalTaskState, type TaskRunState } from '@carillon/core';
import type { Run, TaskRun } from '@carillon/protocol';

const isFinal = (task: TaskRun): boolean => isFinalTaskState(task.state as TaskRunState);
const by = (at: (task: TaskRun) => string | undefined) => (a: TaskRun, b: TaskRun) =>
  (at(a) ?? '').localeCompare(at(b) ?? '');

/** The first task that really failed; tasks that never ran because of it are its cascade. */
export function rootCause(tasks: readonly TaskRun[]): TaskRun | undefined {
  return tasks.filter(({ state }) => state === 'failed').sort(by(({ endedAt }) => endedAt))[0];
}

export const cascadeOf = (tasks: readonly TaskRun[]): number =>
  tasks.filter(({ state }) => state === 'upstream_failed').length;

/**
 * Of an open run, what no worker can take, whatever else runs; else why nothing moves: the first held task.
 * @param answered of which it is known why they wait, though they carry no reason themselves
 */
export function firstHeld(tasks: readonly TaskRun[], answered: ReadonlySet<string> = new Set()): TaskRun | undefined {
  const stuck = tasks.find(({ state, reason }) => state === 'queued' && reason?.code === 'NO_CAPABLE_WORKER');
  if (stuck) return stuck;
  if (tasks.some(({ state }) => state === 'running' || state === 'starting')) return undefined;
  return tasks.find(
    ({ task, state, reason }) =>
      (reason !== undefined || answered.has(task)) && ['queued', 'waiting', 'retrying', 'paused'].includes(state),
  );
}

/** Over, but nothing was carried through. */
const NEVER_DONE: ReadonlySet<string> = new Set(['stopped', 'upstream_failed']);

export function progress(tasks: readonly TaskRun[]): { done: number; total: number } {
  const counted = tasks.filter(({ state }) => state !== 'removed');
  const done = counted.filter((task) => isFinal(task) && !NEVER_DONE.has(task.state));
  return { done: done.length, total: counted.length };
}

/** The task that is opened when the address names none. */
export function taskToOpen(run: Run, tasks: readonly TaskRun[]): TaskRun | undefined {
  if (run.state === 'failed') return rootCause(tasks);
  if (run.endedAt !== undefined) return undefined;
  const started = tasks
    .filter(({ state }) => state === 'running' || state === 'retrying')
    .sort(by(({ startedAt }) => startedAt));
  return started.at(-1) ?? firstHeld(tasks);
}
