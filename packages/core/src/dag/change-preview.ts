/** What a command does to each task that it touches, for people to read before they give it. */
import { isFinalTaskState, type TaskRunState } from '../run/states.ts';
import type { Plan, PlanTask } from './plan.ts';
import { planReopening, reopenedFrom, type ReopenProblem } from './reopen.ts';
import { type MarkState, planRerun, type RerunProblem, type RerunSelection } from './rerun.ts';

/** `run`: it runs again, or at last. `keep`: its result counts on. `mark`: it counts as `as` without running. */
export type TaskEffect = 'run' | 'keep' | 'mark';

export interface TaskChange {
  readonly task: string;
  /** As it stands now; undefined where the version that runs then has it and the old one had not. */
  readonly state: TaskRunState | undefined;
  readonly effect: TaskEffect;
  readonly as?: 'success' | 'failed' | 'skipped';
}

/** Every main task of the new run, in the order of the document. */
export function previewRerun(
  plan: Plan,
  prior: ReadonlyMap<string, TaskRunState>,
  selection: RerunSelection,
): readonly TaskChange[] | RerunProblem {
  const asked = planRerun(plan, prior, selection);
  if ('problem' in asked) return asked;
  // A run of one task has nothing to keep but by a mark.
  const isWhole = plan.solo && selection.kind !== 'mark';
  const rerun = isWhole ? { kept: [] } : asked;
  const kept = new Map(rerun.kept.map((task) => [task.taskNo, task]));
  return plan.tasks
    .filter((task) => task.phase === 'tasks' || isUndoing(task, selection))
    .map(({ no, id }): TaskChange => {
      const found = kept.get(no);
      const task = { task: id, state: prior.get(id) };
      if (!found) return { ...task, effect: 'run' };
      const as = found.state as MarkState;
      return { ...task, effect: found.code === 'REUSED' ? 'keep' : 'mark', as };
    });
}

/** A compensation that the command is about. */
function isUndoing({ id, phase }: PlanTask, selection: RerunSelection): boolean {
  if (phase !== 'compensate') return false;
  return selection.kind === 'tasks' ? selection.tasks.includes(id) : selection.kind === 'mark' && selection.task === id;
}

/** The tasks whose ends are taken back in an open run, the chosen one among them. */
export function previewReopening(
  plan: Plan,
  states: ReadonlyMap<number, TaskRunState>,
  taskNo: number,
  as: MarkState | undefined,
): readonly TaskChange[] | ReopenProblem {
  const asked = plan.tasks[taskNo];
  const from = asked && as === undefined ? reopenedFrom(asked) : taskNo;
  const reopening = planReopening(plan, states, from, as);
  if ('problem' in reopening) return reopening;
  return reopening.cleared.flatMap((no): TaskChange[] => {
    const state = states.get(no);
    const task = { task: plan.tasks[no]?.id ?? '', state };
    if (no === taskNo && as) return [{ ...task, effect: 'mark', as }];
    return state !== undefined && isFinalTaskState(state) ? [{ ...task, effect: 'run' }] : [];
  });
}
