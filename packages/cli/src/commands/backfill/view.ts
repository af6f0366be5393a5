import type { Backfill, BackfillDate, Plan, PlanItem } from '@carillon/sdk';
import { durationText } from '../../output/time-text.ts';
import type { View } from '../../output/view.ts';

export const backfillView: View<Backfill> = {
  id: ({ id }) => id,
  name: ({ id }) => `backfill/${id}`,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'workflow', value: ({ workflow, version }) => `${workflow}@${version}` },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'dates', value: ({ from, to }) => `${from} to ${to}` },
    { name: 'done', value: doneText },
    { name: 'failed', value: ({ totals }) => totals.failed + totals.stopped || undefined },
    { name: 'left', value: ({ etaMs }) => (etaMs === undefined ? undefined : durationText(etaMs)) },
    { name: 'created', kind: 'time', value: ({ createdAt }) => createdAt },
    { name: 'reason', value: ({ reason }) => reason?.message },
    { name: 'parallelism', isWide: true, value: ({ parallelism }) => parallelism },
    { name: 'priority', isWide: true, value: ({ priority }) => priority },
    { name: 'only', isWide: true, value: ({ only }) => only },
    { name: 'order', isWide: true, value: ({ order }) => order },
    { name: 'downstream', isWide: true, value: ({ downstream }) => downstream.join(', ') },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'environment', isWide: true, value: ({ environment }) => environment },
    { name: 'actor', isWide: true, value: ({ actor }) => actor },
    { name: 'message', isWide: true, value: ({ message }) => message },
    { name: 'started', isWide: true, kind: 'time', value: ({ startedAt }) => startedAt },
    { name: 'ended', isWide: true, kind: 'time', value: ({ endedAt }) => endedAt },
  ],
};

/** Those that were left out from the beginning are not part of the work. */
export function progressOf({ totals }: Backfill): { readonly done: number; readonly all: number } {
  const done = totals.success + totals.failed + totals.stopped + totals.cancelled;
  return { done, all: done + totals.planned + totals.running };
}

function doneText(backfill: Backfill): string {
  const { done, all } = progressOf(backfill);
  return `${done}/${all}`;
}

export const planView: View<Plan> = {
  id: ({ id }) => id,
  name: ({ id }) => `plan/${id}`,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'workflow', value: ({ workflow, version }) => `${workflow}@${version}` },
    { name: 'dates', value: ({ from, to }) => `${from} to ${to}` },
    { name: 'create', value: ({ totals }) => totals.create },
    { name: 'rerun', value: ({ totals }) => totals.rerun },
    { name: 'skip', value: ({ totals }) => totals.skip },
    { name: 'runs', value: ({ totals }) => totals.runs },
    { name: 'backfill', value: ({ backfillId }) => backfillId },
    { name: 'created', kind: 'time', value: ({ createdAt }) => createdAt },
    { name: 'expires', kind: 'time', value: ({ expiresAt, appliedAt }) => (appliedAt ? undefined : expiresAt) },
    { name: 'actor', isWide: true, value: ({ actor }) => actor },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'environment', isWide: true, value: ({ environment }) => environment },
  ],
};

export const planItemView: View<PlanItem> = {
  id: ({ logicalTime }) => logicalTime,
  name: ({ logicalDate }) => logicalDate,
  columns: [
    { name: 'date', value: ({ logicalDate }) => logicalDate },
    // A business date is a label; the instant beside it tells several of one date apart.
    { name: 'logical-time', value: ({ logicalTime }) => logicalTime },
    { name: 'action', value: ({ action }) => action },
    { name: 'reason', value: ({ reason }) => reason.message },
    { name: 'run', value: ({ runId }) => runId },
  ],
};

export const dateView: View<BackfillDate> = {
  id: ({ runId, logicalTime }) => runId ?? logicalTime,
  name: ({ logicalDate }) => logicalDate,
  columns: [
    { name: 'date', value: ({ logicalDate }) => logicalDate },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'action', value: ({ action }) => action },
    { name: 'run', value: ({ runId }) => runId },
    { name: 'reason', value: ({ reason }) => reason?.message },
    { name: 'started', kind: 'time', value: ({ startedAt }) => startedAt },
    { name: 'logical-time', isWide: true, value: ({ logicalTime }) => logicalTime },
    {
      name: 'downstream',
      isWide: true,
      value: ({ downstream }) => downstream?.map(({ workflow, runId }) => `${workflow} ${runId ?? '-'}`).join(', '),
    },
    { name: 'ended', isWide: true, kind: 'time', value: ({ endedAt }) => endedAt },
  ],
};
