/**
 * Running a finished run again, as a new run that keeps a part of the old one. What is kept ended there and goes
 * in as it ended; the rest begins where its upstreams are kept. Tasks of `onFailure` and `finally` are never kept.
 */
import type { TaskRunState } from '../run/states.ts';
import type { Plan, PlanTask } from './plan.ts';
import { planCompensations, type UndoingSelection, withoutUndone } from './rerun-compensations.ts';
import { downstreamOf, type EndState, type Standing, standingOf } from './standing.ts';

export type MarkState = Extract<EndState, 'success' | 'failed' | 'skipped'>;

export type RerunSelection =
  | { readonly kind: 'all' }
  /** What did not succeed, and what depends on it. */
  | { readonly kind: 'failed' }
  /** These, whatever their upstreams were. What is left of the rest that had not ended well is skipped. */
  | { readonly kind: 'tasks'; readonly tasks: readonly string[]; readonly downstream: boolean }
  /** One counts as ended so; what depends on it and what had not run follows. */
  | { readonly kind: 'mark'; readonly task: string; readonly as: MarkState };

export interface KeptTask {
  readonly taskNo: number;
  readonly state: EndState;
  /** `REUSED`: it ended so in the old run; `MARKED`: a person said so. */
  readonly code: 'REUSED' | 'MARKED';
}

export interface RerunPlan extends Standing {
  readonly kept: readonly KeptTask[];
}

export type RerunProblem =
  | { readonly problem: 'unknown_task'; readonly task: string }
  | { readonly problem: 'nothing_to_rerun' };

/** Ends that are worth keeping; the others say only that a task did not get its turn. */
const KEPT: ReadonlySet<TaskRunState> = new Set<TaskRunState>(['success', 'failed', 'skipped']);

/** @param ends how the task runs of the old run ended, by task id; its version may be another one */
export function planRerun(
  plan: Plan,
  ends: ReadonlyMap<string, TaskRunState>,
  selection: RerunSelection,
): RerunPlan | RerunProblem {
  const undoing = undoingOf(plan, selection);
  if (undoing) return planCompensations(plan, ends, undoing);
  const prior = withoutUndone(plan, ends);
  const main = plan.tasks.filter((task) => task.phase === 'tasks');
  const unknown = namesOf(selection).find((id) => plan.byId.get(id)?.phase !== 'tasks');
  if (unknown !== undefined) return { problem: 'unknown_task', task: unknown };
  const again = againOf(plan, main, prior, selection);
  const kept = main.filter((task) => !again.has(task.no)).map((task) => keep(task, prior.get(task.id), selection));
  if (again.size === 0 && selection.kind !== 'mark') return { problem: 'nothing_to_rerun' };
  const keptAs = new Map(kept.map(({ taskNo, state }) => [taskNo, state]));
  const standing = standingOf(main, plan, (no) => keptAs.get(no));
  return { ...standing, pending: standing.pending.map((row) => freed(row, plan, again, selection)), kept };
}

/** The selection, where it names compensations and nothing else. */
function undoingOf(plan: Plan, selection: RerunSelection): UndoingSelection | undefined {
  if (selection.kind === 'all' || selection.kind === 'failed') return undefined;
  const names = namesOf(selection);
  return names.length > 0 && names.every((id) => plan.byId.get(id)?.phase === 'compensate') ? selection : undefined;
}

function namesOf(selection: RerunSelection): readonly string[] {
  return selection.kind === 'tasks' ? selection.tasks : selection.kind === 'mark' ? [selection.task] : [];
}

function againOf(
  plan: Plan,
  main: readonly PlanTask[],
  prior: ReadonlyMap<string, TaskRunState>,
  selection: RerunSelection,
): ReadonlySet<number> {
  const numbered = (tasks: readonly PlanTask[]): number[] => tasks.map((task) => task.no);
  const unfinished = main.filter((task) => !KEPT.has(prior.get(task.id) ?? 'pending'));
  switch (selection.kind) {
    case 'all':
      return new Set(numbered(main));
    case 'failed': {
      const failed = main.filter((task) => prior.get(task.id) === 'failed' && task.failsRun);
      return withDownstream(plan, numbered([...failed, ...unfinished]));
    }
    case 'tasks': {
      const chosen = selection.tasks.flatMap((id) => numbered(wholeOf(plan, id)));
      return selection.downstream ? withDownstream(plan, chosen) : new Set(chosen);
    }
    case 'mark': {
      const marked = (plan.byId.get(selection.task) as PlanTask).no;
      const again = new Set([...downstreamOf(plan, [marked]), ...withDownstream(plan, numbered(unfinished))]);
      again.delete(marked);
      return again;
    }
  }
}

/** A task, or a group from its entry to its end. */
function wholeOf(plan: Plan, id: string): readonly PlanTask[] {
  const task = plan.byId.get(id) as PlanTask;
  return task.part === 'end' ? plan.tasks.filter((one) => one === task || isIn(one, id)) : [task];
}

const isIn = ({ id }: PlanTask, group: string): boolean => id.startsWith(`${group}.`);

function withDownstream(plan: Plan, taskNos: readonly number[]): ReadonlySet<number> {
  return new Set([...taskNos, ...downstreamOf(plan, taskNos)]);
}

function keep(task: PlanTask, prior: TaskRunState | undefined, selection: RerunSelection): KeptTask {
  if (selection.kind === 'mark' && selection.task === task.id)
    return { taskNo: task.no, state: selection.as, code: 'MARKED' };
  if (prior !== undefined && KEPT.has(prior)) return { taskNo: task.no, state: prior as EndState, code: 'REUSED' };
  return { taskNo: task.no, state: 'skipped', code: 'MARKED' };
}

/** A chosen task none of whose upstreams runs again waits for nothing: a person wants it to run. */
function freed(
  row: RerunPlan['pending'][number],
  plan: Plan,
  again: ReadonlySet<number>,
  selection: RerunSelection,
): RerunPlan['pending'][number] {
  const task = plan.tasks[row.taskNo] as PlanTask;
  const { id, upstreams } = task;
  if (
    selection.kind !== 'tasks' ||
    !selection.tasks.some((chosen) => id === chosen || isIn(task, chosen)) ||
    upstreams.some((no) => again.has(no))
  )
    return row;
  return { taskNo: row.taskNo, need: 0, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 };
}
