/** What the dialog asks the server for, and the same as a command line. */
import type { RunState } from '@carillon/core';
import type { BulkPlan, CreateBulkPlan } from '@carillon/protocol';
import { environmentFlag } from '../parts/place-flags.ts';
import { shellWord } from '../parts/shell-word.ts';
import type { RunAge } from '../runs/run-age.ts';
import { askedRuns, type RunFilterSearch } from '../runs/run-filter.ts';

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
  filter: RunFilterSearch,
  action: BulkAction,
  rate: number,
): CreateBulkPlan {
  const { state } = filter;
  const states = state?.filter((each) => TAKEN_BY[action].includes(each)) ?? TAKEN_BY[action];
  return {
    kind: 'bulk_runs',
    action,
    // Nothing of the filter can take it: the plan then says so, run by run.
    filter: {
      ...askedRuns(filter),
      project,
      state: [...(states.length > 0 ? states : (state ?? []))],
    },
    ratePerSecond: rate,
  };
}

interface BulkOf {
  readonly environment: string;
  /** The age that the request names as an instant; other instants are told as how long ago they are. */
  readonly since: RunAge | undefined;
  readonly now?: number;
}

export function bulkCommand(
  { action, filter, ratePerSecond }: CreateBulkPlan,
  { environment, since, now = Date.now() }: BulkOf,
): string {
  const { project, workflow, state, trigger, label = [], input = [], fingerprint } = filter;
  const { createdAfter, createdBefore, endedAfter, endedBefore, slaMissed } = filter;
  const oldest = since ?? (createdAfter && agoText(createdAfter, now));
  const parts = [
    'npx carillon bulk create',
    action,
    ...(project === undefined ? [] : ['--project', shellWord(project)]),
    environmentFlag(environment),
    ...(workflow === undefined ? [] : ['--workflow', shellWord(workflow)]),
    ...(state ? ['--state', state.join(',')] : []),
    ...(trigger ? ['--trigger', trigger.join(',')] : []),
    ...label.flatMap((word) => ['--label', shellWord(word)]),
    ...input.flatMap((word) => ['--input', shellWord(word)]),
    ...(fingerprint === undefined ? [] : ['--fingerprint', fingerprint]),
    ...(oldest ? ['--since', oldest] : []),
    ...(createdBefore ? ['--until', agoText(createdBefore, now)] : []),
    ...(endedAfter ? ['--ended-since', agoText(endedAfter, now)] : []),
    ...(endedBefore ? ['--ended-until', agoText(endedBefore, now)] : []),
    ...(slaMissed ? ['--sla-missed'] : []),
    ...(ratePerSecond === undefined ? [] : ['--rate', String(ratePerSecond)]),
    '--watch',
  ];
  return parts.join(' ');
}

const agoText = (instant: string, now: number): string =>
  `${Math.max(1, Math.round((now - Date.parse(instant)) / 1_000))}s`;
