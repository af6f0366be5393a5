/**
 * What becomes of the logical times that are due (GUARANTEES 3.1, 3.3). Pure: the same input gives the same
 * plan on every node, and the ledger's key makes sure that only one is carried out.
 */
import { parseDuration } from '../definition/units.ts';
import type { FiringNote, PlannedTime } from './firing-time.ts';
import type { Schedule } from './schedule.ts';

/** A time first seen later than this was missed. */
export const MISFIRE_THRESHOLD_MS = 60_000;
/** Later than this a firing counts as late; it is the bound of the overdue sweep. */
export const LATE_MS = 2_000;
export const DEFAULT_WINDOW_MS = 24 * 3_600_000;
/** Logical times looked at one by one; what lies between is jumped over and told as one span. */
export const MAX_ENUMERATED = 10_000;

export type FiringOutcome = 'fired' | 'merged' | 'missed';
export type FiringReason = 'on_time' | 'late' | 'catch_up' | 'outside_window' | 'cap' | 'ignored';

export interface FiringDecision {
  readonly logicalTime: number;
  /** Last logical time of a span that was jumped over. */
  readonly through?: number;
  readonly outcome: FiringOutcome;
  readonly reason: FiringReason;
  readonly notes: readonly FiringNote[];
}

export interface FiringPlan {
  /** In the order of their logical times. */
  readonly decisions: readonly FiringDecision[];
  /** The first logical time after now; undefined when the schedule has ended. */
  readonly next: number | undefined;
}

export interface FiringQuestion {
  readonly schedule: Schedule;
  /** Nothing at or below it fires, whatever `next` says. */
  readonly floor: number;
  /** The first logical time not decided yet, as it was stored; undefined: the first after the floor. */
  readonly next: number | undefined;
  readonly now: number;
}

export function planFirings({ schedule, floor, next, now }: FiringQuestion): FiringPlan {
  const first = next !== undefined && next > floor ? next - 1 : floor;
  const missed = missedTimes(schedule, first, now);
  const decisions = [...decideMissed(schedule, missed, now)];
  let upcoming = schedule.next(Math.max(first, now - MISFIRE_THRESHOLD_MS - 1));
  for (; upcoming && upcoming.at <= now; upcoming = schedule.next(upcoming.at)) {
    const reason = now - upcoming.at > LATE_MS ? 'late' : 'on_time';
    decisions.push({ logicalTime: upcoming.at, outcome: 'fired', reason, notes: upcoming.notes });
  }
  return { decisions, next: upcoming?.at };
}

interface MissedTimes {
  readonly times: readonly PlannedTime[];
  /** Times after the enumerated ones that were jumped over, the newest of all left out. */
  readonly span?: { readonly from: number; readonly through: number };
  readonly newest?: PlannedTime;
}

function missedTimes(schedule: Schedule, after: number, now: number): MissedTimes {
  const end = now - MISFIRE_THRESHOLD_MS;
  const times: PlannedTime[] = [];
  let time = schedule.next(after);
  for (; time && time.at < end && times.length < MAX_ENUMERATED; time = schedule.next(time.at)) times.push(time);
  if (!time || time.at >= end) return { times };
  const newest = schedule.previous(end)?.at ?? time.at;
  const through = schedule.previous(newest)?.at ?? time.at;
  const jumped = newest > time.at ? { span: { from: time.at, through: Math.max(time.at, through) } } : {};
  return { times, ...jumped, newest: { at: newest, notes: [] } };
}

function* decideMissed(
  { definition }: Schedule,
  { times, span, newest }: MissedTimes,
  now: number,
): Generator<FiringDecision> {
  const windowMs = parseDuration(definition.misfire?.window ?? '') ?? DEFAULT_WINDOW_MS;
  const ignore = definition.misfire?.policy === 'ignore';
  const caughtUp = ignore ? undefined : (newest ?? times.at(-1));
  const decide = (time: PlannedTime): FiringDecision => {
    const base = { logicalTime: time.at, notes: time.notes };
    if (ignore) return { ...base, outcome: 'missed', reason: 'ignored' };
    if (now - time.at > windowMs) return { ...base, outcome: 'missed', reason: 'outside_window' };
    return time === caughtUp
      ? { ...base, outcome: 'fired', reason: 'catch_up' }
      : { ...base, outcome: 'merged', reason: 'catch_up' };
  };
  for (const time of times) yield decide(time);
  if (span) {
    const { outcome } = decide({ at: span.through, notes: [] });
    yield {
      logicalTime: span.from,
      through: span.through,
      outcome,
      reason: outcome === 'merged' ? 'cap' : ignore ? 'ignored' : 'outside_window',
      notes: [],
    };
  }
  if (newest) yield decide(newest);
}
