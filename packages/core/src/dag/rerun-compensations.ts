/** Going on, in a new run, where the undoing of a finished one came to a halt: all that had ended there is kept. */
import { isFinalTaskState, type TaskRunState } from '../run/states.ts';
import type { Plan } from './plan.ts';
import type { KeptTask, RerunPlan, RerunSelection } from './rerun.ts';
import type { EndState } from './standing.ts';

export type UndoingSelection = Extract<RerunSelection, { kind: 'tasks' | 'mark' }>;

/** What a compensation came to is final where it did not come to a halt. */
const UNDONE: ReadonlySet<TaskRunState> = new Set<TaskRunState>(['success', 'skipped']);

/** @param selection names compensations and nothing else */
export function planCompensations(
  plan: Plan,
  prior: ReadonlyMap<string, TaskRunState>,
  selection: UndoingSelection,
): RerunPlan {
  const kept = plan.tasks.flatMap(({ no: taskNo, id, phase }): KeptTask[] => {
    if (selection.kind === 'mark' && selection.task === id)
      return [{ taskNo, state: selection.as, code: 'MARKED' as const }];
    const state = prior.get(id);
    if (state === undefined || !isFinalTaskState(state)) return [];
    const isChosen = selection.kind === 'tasks' && selection.tasks.includes(id);
    const isKept = phase === 'compensate' ? UNDONE.has(state) && !isChosen : phase === 'tasks';
    return isKept ? [{ taskNo, state: state as EndState, code: 'REUSED' as const }] : [];
  });
  // It did not succeed and never will: that is what is being undone.
  return { kept, pending: [], early: [], open: 0, failed: 1 };
}

/** Ends that count in a new run: what was undone, or may have been in part, is as if it had never run. */
export function withoutUndone(plan: Plan, prior: ReadonlyMap<string, TaskRunState>): ReadonlyMap<string, TaskRunState> {
  const undone = plan.compensations.flatMap(({ of, by }) => {
    const end = prior.get(plan.tasks[by]?.id ?? '');
    return end === undefined || end === 'skipped' ? [] : [plan.tasks[of]?.id ?? ''];
  });
  return undone.length === 0 ? prior : new Map([...prior].filter(([id]) => !undone.includes(id)));
}
