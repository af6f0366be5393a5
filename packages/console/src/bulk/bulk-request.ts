/** What the dialog asks the server for, and the same as a command line. */
import type { RunState } from '@carillon/core';
import type { BulkPlan, CreateBulkPlan, Run } from '@carillon/protocol';
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

/** All runs that fit a list's filter, or those that are ticked. */
export type BulkTarget = { readonly filter: RunFilterSearch } | { readonly runs: readonly Run[] };

/** In which the runs can be; undefined: in any. */
export const statesOf = (of: BulkTarget): readonly string[] | undefined =>
  'runs' in of ? of.runs.map(({ state }) => state) : of.filter.state;

/** The action that the states of the runs suggest. */
export function likelyAction(states: readonly string[] | undefined): BulkAction {
  if (!states || states.some((each) => TAKEN_BY.stop.some((open) => open === each))) return 'stop';
  return states.includes('success') ? 'rerun' : 'rerun_failed';
}

export function bulkRequest(project: string, of: BulkTarget, action: BulkAction, rate: number): CreateBulkPlan {
  // Of what is ticked the plan says run by run what cannot take it.
  if ('runs' in of) {
    const runs = of.runs.map(({ id }) => id);
    return { kind: 'bulk_runs', action, filter: { runs }, ratePerSecond: rate };
  }
  const { filter } = of;
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
  const { runs = [], project, workflow, state, trigger, label = [], input = [], fingerprint } = filter;
  const { createdAfter, createdBefore, endedAfter, endedBefore, slaMissed } = filter;
  const oldest = since ?? (createdAfter && agoText(createdAfter, now));
  const parts = [
    'npx carillon bulk create',
    action,
    ...runs,
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
