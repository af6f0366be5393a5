/**
 * How a phase of a run stands when some of its task runs are final: what the others have counted so far, and what
 * must still end. The store keeps the same by adding up; this is for runs that begin, or go on, in the middle.
 */
import type { TaskRunState } from '../run/states.ts';
import type { Plan, PlanTask } from './plan.ts';
import type { Counters } from './rules.ts';

export type EndState = Extract<TaskRunState, 'success' | 'failed' | 'stopped' | 'upstream_failed' | 'skipped'>;

export interface Standing {
  /** Task runs that are not final, with what their upstreams have come to. */
  readonly pending: readonly (Counters & { readonly taskNo: number })[];
  /** Final ones that have upstreams which are not: whoever ends later finds their rows to count at. */
  readonly early: readonly { readonly taskNo: number; readonly state: EndState }[];
  /** What must still end: sinks, and upstreams of task runs that ended before them. */
  readonly open: number;
  /** Failures that make the run fail. */
  readonly failed: number;
}

type Counted = 'ok' | 'failed' | 'upstreamFailed' | 'skipped';

/** What the end of a task run is to its downstreams. */
export function countsAs(task: Pick<PlanTask, 'allowFailure'>, end: EndState): Counted {
  switch (end) {
    case 'success':
      return 'ok';
    case 'failed':
      return task.allowFailure ? 'ok' : 'failed';
    case 'stopped':
      return 'failed';
    case 'upstream_failed':
      return 'upstreamFailed';
    case 'skipped':
      return 'skipped';
  }
}

/** @param endOf undefined for task runs that are not final */
export function standingOf(
  tasks: readonly PlanTask[],
  plan: Plan,
  endOf: (taskNo: number) => EndState | undefined,
): Standing {
  const pending: (Counters & { taskNo: number })[] = [];
  const early: { taskNo: number; state: EndState }[] = [];
  let [open, failed] = [0, 0];
  for (const task of tasks) {
    const end = endOf(task.no);
    const counters = { taskNo: task.no, need: task.upstreams.length, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 };
    for (const no of task.upstreams) {
      const ended = endOf(no);
      if (ended) counters[countsAs(plan.tasks[no] as PlanTask, ended)] += 1;
      else if (end) open += 1;
    }
    if (end && task.upstreams.some((no) => !endOf(no))) early.push({ taskNo: task.no, state: end });
    if (end === 'failed' && task.failsRun) failed += 1;
    if (end) continue;
    pending.push(counters);
    if (task.children.length === 0) open += 1;
  }
  return { pending, early, open, failed };
}

/** The tasks that depend on these, near or far. */
export function downstreamOf(plan: Plan, taskNos: Iterable<number>): ReadonlySet<number> {
  const found = new Set<number>();
  const left = [...taskNos];
  for (let no = left.pop(); no !== undefined; no = left.pop()) {
    for (const child of (plan.tasks[no] as PlanTask).children) {
      if (found.has(child)) continue;
      found.add(child);
      left.push(child);
    }
  }
  return found;
}
