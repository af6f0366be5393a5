/**
 * What a backfill will do, date by date: decided once from what has run, shown, and then carried out as it was
 * shown. Nothing here asks what time it is or what the store holds.
 */
import type { Reason, RunState } from '../run/states.ts';
import { isFinalRunState } from '../run/states.ts';
import type { LogicalTime } from './logical-times.ts';

export const BACKFILL_ONLY = ['missing', 'failed', 'all'] as const;
/** `failed`: dates whose newest run failed or was stopped. */
export type BackfillOnly = (typeof BACKFILL_ONLY)[number];
export const BACKFILL_ORDERS = ['oldest_first', 'newest_first'] as const;
export type BackfillOrder = (typeof BACKFILL_ORDERS)[number];

/** The newest run of a logical time: "the run of a date". */
export interface NewestRun {
  readonly id: string;
  readonly state: RunState;
}

export type BackfillAction = 'create' | 'rerun' | 'skip';

export interface BackfillItem {
  readonly logicalTime: number;
  readonly logicalDate: string;
  readonly action: BackfillAction;
  readonly reason: Reason;
  /** The newest run there is; a rerun repeats it. */
  readonly runId?: string;
}

export interface BackfillFacts {
  readonly times: readonly LogicalTime[];
  /** By logical time. */
  readonly newest: ReadonlyMap<number, NewestRun>;
  /** Logical times that another backfill will see to. */
  readonly underWay: ReadonlySet<number>;
  readonly only: BackfillOnly;
  readonly order: BackfillOrder;
  readonly now: number;
}

/** In the order in which the dates are started. */
export function planBackfill({ times, newest, underWay, only, order, now }: BackfillFacts): readonly BackfillItem[] {
  const items = times.map((time): BackfillItem => {
    const run = newest.get(time.at);
    const decision = underWay.has(time.at) ? IN_BACKFILL : decide(time, run, only, now);
    return { logicalTime: time.at, logicalDate: time.date, ...decision, ...(run ? { runId: run.id } : {}) };
  });
  return order === 'oldest_first' ? items : items.toReversed();
}

type ItemDecision = Pick<BackfillItem, 'action' | 'reason'>;

const IN_BACKFILL: ItemDecision = { action: 'skip', reason: { code: 'IN_BACKFILL' } };

function decide(time: LogicalTime, run: NewestRun | undefined, only: BackfillOnly, now: number): ItemDecision {
  // What is still to come is the schedule's: it would run twice.
  if (time.at > now) return { action: 'skip', reason: { code: 'DATE_IN_FUTURE' } };
  if (!run) {
    if (time.heldUntil !== undefined && time.heldUntil > now) return { action: 'skip', reason: { code: 'DATE_HELD' } };
    return { action: only === 'failed' ? 'skip' : 'create', reason: { code: 'NO_RUN' } };
  }
  const reason: Reason = { code: 'NEWEST_RUN', params: { state: run.state } };
  // Two runs of one date at a time would write over each other.
  if (!isFinalRunState(run.state)) return { action: 'skip', reason };
  const isWanted = only === 'all' || (only === 'failed' && run.state !== 'success');
  return { action: isWanted ? 'rerun' : 'skip', reason };
}

export interface BackfillTotals {
  readonly create: number;
  readonly rerun: number;
  readonly skip: number;
  /** That will be started, those of downstream workflows included. */
  readonly runs: number;
}

export function backfillTotals(items: readonly BackfillItem[], downstreams: number): BackfillTotals {
  const count = (action: BackfillAction): number => items.filter((item) => item.action === action).length;
  const [create, rerun] = [count('create'), count('rerun')];
  return { create, rerun, skip: count('skip'), runs: (create + rerun) * (1 + downstreams) };
}
