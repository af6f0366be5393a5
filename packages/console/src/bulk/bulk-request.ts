/** What the dialog asks the server for, and the same as a command line. */
import type { RunState } from '@carillon/core';
import type { BulkPlan, CreateBulkPlan } from '@carillon/protocol';
import { shellWord } from '../parts/shell-word.ts';
import { notBefore, type RunAge } from '../runs/run-age.ts';
import type { RunFilterSearch } from '../runs/run-filter.ts';

export type BulkAction = BulkPlan['action'];

/** In which states runs can take it: what the list's filter leaves of these is asked for. */
export const TAKEN_BY: Readonly<Record<BulkAction, readonly RunState[]>> = {
  stop: ['queued', 'running', 'paused'],
  pause: ['queued', 'running'],
  resume: ['paused'],
  rerun: ['success', 'failed', 'stopped'],
  rerun_failed: ['failed', 'stopped'],
};
export const BULK_ACTIONS = Object.keys(TAKEN_BY) as readonly BulkAction[];

/** The action that the list's filter suggests. */
export function likelyAction({ state }: RunFilterSearch): BulkAction {
  if (!state || state.some((each) => TAKEN_BY.stop.includes(each))) return 'stop';
  return state.includes('success') ? 'rerun' : 'rerun_failed';
}

export function bulkRequest(
  project: string,
  { workflow, state, since }: RunFilterSearch,
  action: BulkAction,
  rate: number,
): CreateBulkPlan {
  const states = state?.filter((each) => TAKEN_BY[action].includes(each)) ?? TAKEN_BY[action];
  return {
    kind: 'bulk_runs',
    action,
    // Nothing of the filter can take it: the plan then says so, run by run.
    filter: {
      project,
      ...(workflow !== undefined && { workflow }),
      ...(since && { createdAfter: notBefore(since) }),
      state: [...(states.length > 0 ? states : (state ?? []))],
    },
    ratePerSecond: rate,
  };
}

/** @param since the age that the request names as an instant */
export function bulkCommand({ action, filter, ratePerSecond }: CreateBulkPlan, since: RunAge | undefined): string {
  const { project, workflow, state } = filter;
  const parts = [
    'carillon bulk create',
    action,
    ...(project === undefined ? [] : ['--project', shellWord(project)]),
    ...(workflow === undefined ? [] : ['--workflow', shellWord(workflow)]),
    ...(state ? ['--state', state.join(',')] : []),
    ...(since ? ['--since', since] : []),
    ...(ratePerSecond === undefined ? [] : ['--rate', String(ratePerSecond)]),
    '--watch',
  ];
  return parts.join(' ');
}
