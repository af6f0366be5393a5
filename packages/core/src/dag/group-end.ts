/** How the end of a group is decided, once all of its tasks are final. Its entry has succeeded. */
import type { Reason, TaskRunState } from '../run/states.ts';
import type { PlanTask } from './plan.ts';
import type { Counters } from './rules.ts';

export interface GroupEnd {
  readonly state: 'success' | 'failed';
  readonly reason: Reason | undefined;
}

/** A group ends as a run of its tasks would: failed when one of them failed that was not allowed to. */
export function groupEnd(counters: Counters, cause: string | undefined): GroupEnd {
  if (counters.failed + counters.upstreamFailed === 0) return { state: 'success', reason: undefined };
  return {
    state: 'failed',
    reason: { code: 'TASK_FAILED', ...(cause === undefined ? {} : { params: { task: cause } }) },
  };
}

/**
 * What a task of a group, or its end, ends as where the entry did not succeed; undefined: the group runs.
 * Its own rule is not asked then: the group as a whole was skipped or blocked.
 */
export function groupAgainst(
  entry: TaskRunState,
  part: PlanTask['part'],
): 'skipped' | 'upstream_failed' | 'failed' | undefined {
  if (entry === 'success') return undefined;
  if (entry === 'skipped' || entry === 'upstream_failed') return entry;
  return part === 'end' ? 'failed' : 'upstream_failed';
}
