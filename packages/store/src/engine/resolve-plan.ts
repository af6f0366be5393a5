/** A schedule's plan after the overlap policy had its say: what starts, what waits, what is stopped for it. */
import {
  decideOverlap,
  type FirePlan,
  type FiringEntry,
  formatId,
  type NewRun,
  type OverlapPolicy,
  type OverlapState,
  type Reason,
  type ScheduleDocument,
} from '@carillon/core';
import type { NewHold } from './holds.ts';

/** How a schedule stands when it fires, read under its lock. */
export interface Standing extends OverlapState {
  readonly lastRunId: string | undefined;
  /** Oldest first. */
  readonly waitingRuns: readonly string[];
}

export interface ResolvedPlan {
  readonly plan: FirePlan;
  /** As they go into the ledger. */
  readonly entries: readonly FiringEntry[];
  readonly starts: readonly NewRun[];
  readonly holds: readonly NewHold[];
  readonly stops: readonly { readonly runId: string; readonly reason: Reason }[];
  /** The run whose end something waits for. */
  readonly awaits: string | undefined;
}

export const policyOf = (definition: ScheduleDocument): OverlapPolicy => definition.overlap ?? 'skip';

const FREE: Standing = { lastRunId: undefined, open: false, waiting: 0, waitingRuns: [] };

export function resolvePlan(plan: FirePlan, standing: Standing = FREE): ResolvedPlan {
  const { key: scheduleKey, definition } = plan.schedule;
  const policy = policyOf(definition);
  const times = plan.entries.filter(({ decision }) => decision.run === 'at_once').length;
  const { verdicts, stops, replaces } = decideOverlap(policy, standing, times);
  const remaining = [...verdicts];
  const starts: NewRun[] = [];
  const holds: NewHold[] = [];
  const catchUp = (run: NewRun): void =>
    void holds.push({ run, kind: 'catch_up', scheduleKey, reason: { code: 'CATCH_UP' } });
  let before = (replaces ? undefined : standing.waitingRuns.at(-1)) ?? standing.lastRunId;
  const entries = plan.entries.map((entry): FiringEntry => {
    const { decision, run } = entry;
    if (!run || decision.run === undefined) return { decision };
    if (decision.run === 'paced') {
      catchUp(run);
      return entry;
    }
    const verdict = remaining.shift();
    if (verdict === 'skip') return { decision: { ...decision, outcome: 'skipped', reason: 'overlap' } };
    if (verdict === 'start') starts.push(run);
    else holds.push({ run, kind: 'overlap', scheduleKey, reason: waitsFor(before) });
    before = run.id;
    return entry;
  });
  for (const { run } of plan.released?.runs ?? []) if (run) catchUp(run);
  const stopped = [
    ...(stops && standing.lastRunId ? [standing.lastRunId] : []),
    ...(replaces ? standing.waitingRuns : []),
  ];
  const reason: Reason = { code: 'STOPPED_BY_OVERLAP', params: { policy } };
  const isAwaited = definition.delay !== undefined || holds.length > 0;
  return {
    plan,
    entries,
    starts,
    holds,
    stops: stopped.map((runId) => ({ runId, reason })),
    awaits: isAwaited ? (starts.at(-1)?.id ?? standing.lastRunId) : undefined,
  };
}

const waitsFor = (runId: string | undefined): Reason => ({
  code: 'OVERLAP',
  ...(runId === undefined ? {} : { params: { run: formatId('run', runId) } }),
});
