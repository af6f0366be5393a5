/**
 * Undoing what a run did that does not end as success: the compensations of the main tasks that succeeded run one
 * after the other, in reverse order of completion. Which one is next is read off what has ended, each time anew, so
 * that nothing is lost with a node.
 */
import type { TaskRunState } from '../run/states.ts';
import type { Plan } from './plan.ts';

/** An end of a task that has a compensation, or of a compensation. */
export interface CompensationEnd {
  readonly taskNo: number;
  readonly state: TaskRunState;
  /** A person said that it ended so: nothing ran that could be undone. */
  readonly isMarked: boolean;
}

export type CompensationStep =
  | { readonly kind: 'next'; readonly taskNo: number }
  | { readonly kind: 'done' }
  /** What comes before it stays as it is: whether it may be undone then is for a person to say. */
  | { readonly kind: 'halted'; readonly taskNo: number; readonly state: 'failed' | 'stopped' };

/** The tasks whose ends decide; none where nothing can be undone. */
export function compensationTasks(plan: Plan): readonly { readonly taskNo: number; readonly task: string }[] {
  return plan.compensations
    .flatMap(({ of, by }) => [of, by])
    .map((taskNo) => ({ taskNo, task: plan.tasks[taskNo]?.id ?? '' }));
}

/** @param ends those that are there, the last first */
export function nextCompensation(plan: Plan, ends: readonly CompensationEnd[]): CompensationStep {
  const byNo = new Map(ends.map((end) => [end.taskNo, end]));
  for (const { by } of plan.compensations) {
    const end = byNo.get(by);
    if (end?.state === 'stopped') return { kind: 'halted', taskNo: by, state: 'stopped' };
    if (end?.state === 'failed' && !plan.tasks[by]?.allowFailure)
      return { kind: 'halted', taskNo: by, state: 'failed' };
  }
  const compensationBy = new Map(plan.compensations.map(({ of, by }) => [of, by]));
  for (const { taskNo, state, isMarked } of ends) {
    const by = compensationBy.get(taskNo);
    if (by !== undefined && state === 'success' && !isMarked && !byNo.has(by)) return { kind: 'next', taskNo: by };
  }
  return { kind: 'done' };
}
