/**
 * Taking back the end of a task run while its run is open: it is tried again, or counts as ended otherwise, and all
 * that depends on it is as if it had not had its turn.
 */
import { isFinalTaskState, type TaskRunState } from '../run/states.ts';
import type { Plan, PlanTask } from './plan.ts';
import type { MarkState } from './rerun.ts';
import { downstreamOf, type EndState, type Standing, standingOf } from './standing.ts';

export interface Reopening extends Standing {
  /** Task runs whose rows and ends go. */
  readonly cleared: readonly number[];
}

export type ReopenProblem =
  | { readonly problem: 'not_ended' }
  /** An attempt of these downstream tasks is under way; it must end first. */
  | { readonly problem: 'running'; readonly tasks: readonly string[] };

/** Where trying a task again begins: a whole group at its entry. */
export function reopenedFrom({ no, part, gate }: Pick<PlanTask, 'no' | 'part' | 'gate'>): number {
  return part === 'end' ? (gate ?? no) : no;
}

const LIVE: ReadonlySet<TaskRunState> = new Set<TaskRunState>(['starting', 'running', 'stopping']);

/**
 * @param states of the task runs that have a row or an end
 * @param as what it counts as from now on; undefined: it is tried again
 */
export function planReopening(
  plan: Plan,
  states: ReadonlyMap<number, TaskRunState>,
  taskNo: number,
  as: MarkState | undefined,
): Reopening | ReopenProblem {
  const state = states.get(taskNo);
  if (state === undefined || !isFinalTaskState(state)) return { problem: 'not_ended' };
  const { phase } = plan.tasks[taskNo] as PlanTask;
  const downstream = downstreamOf(plan, [taskNo]);
  const running = [...downstream].filter((no) => LIVE.has(states.get(no) ?? 'pending'));
  if (running.length > 0)
    return { problem: 'running', tasks: running.sort((a, b) => a - b).map((no) => (plan.tasks[no] as PlanTask).id) };
  const endOf = (no: number): EndState | undefined => {
    if (no === taskNo) return as;
    const found = downstream.has(no) ? undefined : states.get(no);
    return found !== undefined && isFinalTaskState(found) ? (found as EndState) : undefined;
  };
  const standing = standingOf(
    // Of compensations only one runs at a time, and the others have no row.
    plan.tasks.filter((task) => task.phase === phase && (phase !== 'compensate' || states.has(task.no))),
    plan,
    endOf,
  );
  const cleared = new Set([taskNo, ...downstream]);
  return {
    ...standing,
    pending: standing.pending.filter((row) => cleared.has(row.taskNo)),
    early: standing.early.filter((row) => cleared.has(row.taskNo)),
    cleared: [...cleared].sort((a, b) => a - b),
  };
}
