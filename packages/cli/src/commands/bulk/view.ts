import type { BulkItem, BulkPlan } from '@carillon/sdk';
import { durationText } from '../../output/time-text.ts';
import type { View } from '../../output/view.ts';

export const bulkView: View<BulkPlan> = {
  id: ({ id }) => id,
  name: ({ id }) => `bulk/${id}`,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'action', value: ({ action }) => action },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'done', value: doneText },
    { name: 'failed', value: ({ totals }) => totals.failed || undefined },
    { name: 'skipped', value: ({ totals }) => totals.skipped || undefined },
    { name: 'left', value: ({ etaMs }) => (etaMs === undefined ? undefined : durationText(etaMs)) },
    { name: 'created', kind: 'time', value: ({ createdAt }) => createdAt },
    { name: 'actor', value: ({ actor }) => actor },
    { name: 'message', value: ({ message }) => message },
    { name: 'rate', isWide: true, value: ({ ratePerSecond }) => `${ratePerSecond}/s` },
    { name: 'environment', isWide: true, value: ({ environment }) => environment },
    { name: 'filter', isWide: true, value: ({ filter }) => filterText(filter) },
    { name: 'ended', isWide: true, kind: 'time', value: ({ endedAt }) => endedAt },
  ],
};

export const bulkItemView: View<BulkItem> = {
  id: ({ runId }) => runId,
  name: ({ runId }) => `run/${runId}`,
  columns: [
    { name: 'run', value: ({ runId }) => runId },
    { name: 'workflow', value: ({ workflow }) => workflow },
    { name: 'accepted', kind: 'time', value: ({ runAcceptedAt }) => runAcceptedAt },
    { name: 'was', kind: 'state', value: ({ runState }) => runState },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'reason', value: ({ reason }) => reason?.message },
    { name: 'new-run', value: ({ newRunId }) => newRunId },
    { name: 'project', isWide: true, value: ({ project }) => project },
  ],
};

/** Those that were left out from the beginning are not part of the work. */
export function progressOf({ totals }: BulkPlan): { readonly done: number; readonly all: number } {
  const done = totals.done + totals.failed + totals.cancelled;
  return { done, all: done + totals.planned + totals.running };
}

function doneText(bulk: BulkPlan): string {
  const { done, all } = progressOf(bulk);
  return `${done}/${all}`;
}

function filterText(filter: BulkPlan['filter']): string {
  return Object.entries(filter)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : String(value)}`)
    .join(' ');
}
