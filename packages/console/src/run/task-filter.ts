/** Which tasks of a run are looked at, as it stands in the address. */
import { TASK_RUN_STATES } from '@carillon/core';
import type { TaskRun } from '@carillon/protocol';

export interface TaskFilter {
  /** A part of the name or the type, whatever its case. */
  q?: string;
  /** A server that is newer may know others than this console. */
  state?: string;
}

type Filtered = Pick<TaskRun, 'task' | 'type' | 'state'>;

/** Whether a task is among those that are looked at. */
export function taskChooser({ q = '', state }: TaskFilter): (task: Filtered) => boolean {
  const wanted = q.trim().toLowerCase();
  return (task) =>
    (state === undefined || task.state === state) &&
    (task.task.toLowerCase().includes(wanted) || task.type.toLowerCase().includes(wanted));
}

/** How many tasks are in each state that one of them is in, in the order of the life of a task. */
export function statesOf(tasks: readonly Filtered[]): readonly { readonly state: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  return TASK_RUN_STATES.flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [{ state, count }];
  });
}
