/**
 * Times first seen more than a minute late (GUARANTEES 3.3). Looked at one by one up to a bound; what lies
 * behind it is jumped over and told as one span, so that an outage of any length is dealt with in one go.
 */
import { parseDuration } from '../definition/units.ts';
import { decided, type FiringDecision, heldDecision, spanDecision } from './firing-decision.ts';
import type { FiringTime } from './firing-time.ts';
import type { Schedule } from './schedule.ts';

/** A time first seen later than this was missed. */
export const MISFIRE_THRESHOLD_MS = 60_000;
export const DEFAULT_WINDOW_MS = 24 * 3_600_000;
/** Logical times of one stretch that are looked at one by one. */
export const MAX_ENUMERATED = 10_000;
/** `fire_all` runs so many of a schedule's missed times, the oldest. */
export const MAX_CAUGHT_UP = 100;

export interface Missed {
  readonly decisions: readonly FiringDecision[];
  /** The first time that was not missed. */
  readonly rest: FiringTime | undefined;
}

/** @param first the first time not decided yet */
export function decideMissed(schedule: Schedule, first: FiringTime | undefined, now: number): Missed {
  const { misfire } = schedule.definition;
  const end = now - MISFIRE_THRESHOLD_MS;
  const windowMs = parseDuration(misfire?.window ?? '') ?? DEFAULT_WINDOW_MS;
  const policy = misfire?.policy ?? 'fire_once';
  if (policy === 'ignore') {
    const all = stretch(schedule, first, end);
    return { decisions: tell(all, (time) => decided(time, 'missed', 'ignored')), rest: all.rest };
  }
  const outside = stretch(schedule, first, Math.min(end, now - windowMs));
  const inside = stretch(schedule, outside.rest, end);
  const decide = policy === 'fire_all' ? oldestFire(inside) : newestFires(inside);
  return {
    decisions: [...tell(outside, (time) => decided(time, 'missed', 'outside_window')), ...tell(inside, decide)],
    rest: inside.rest,
  };
}

interface Stretch {
  readonly times: readonly FiringTime[];
  /** Behind the times; `newest` left out. */
  readonly jumped?: { readonly from: FiringTime; readonly through: FiringTime };
  /** The last one, where some were jumped over. */
  readonly newest?: FiringTime;
  /** The first time behind the stretch. */
  readonly rest: FiringTime | undefined;
}

/** Starts before `end`, from `first` on. Jitter passes no following time, so starts are in order. */
function stretch(schedule: Schedule, first: FiringTime | undefined, end: number): Stretch {
  const times: FiringTime[] = [];
  let time = first;
  for (; time && time.startAt < end && times.length < MAX_ENUMERATED; time = schedule.next(time.at)) times.push(time);
  if (!time || time.startAt >= end) return { times, rest: time };
  let newest = schedule.previous(end) ?? time;
  if (newest.startAt >= end) newest = schedule.previous(newest.at) ?? time;
  const rest = schedule.next(newest.at);
  if (newest.at <= time.at) return { times: [...times, time], rest };
  return { times, jumped: { from: time, through: schedule.previous(newest.at) ?? time }, newest, rest };
}

function tell({ times, jumped, newest }: Stretch, decide: (time: FiringTime) => FiringDecision): FiringDecision[] {
  const orHeld = (time: FiringTime): FiringDecision => (time.held ? heldDecision(time, time.held.until) : decide(time));
  const decisions = times.map(orHeld);
  if (jumped) {
    const { outcome, reason } = decide(jumped.through);
    const told = outcome === 'merged' ? 'cap' : reason;
    decisions.push(spanDecision(jumped.from.at, jumped.through.at, outcome, told));
  }
  if (newest) decisions.push(orHeld(newest));
  return decisions;
}

/** The newest catches up, the others are merged into it. */
function newestFires({ times, newest }: Stretch): (time: FiringTime) => FiringDecision {
  const fires = newest ?? times.findLast((time) => !time.held);
  return (time) =>
    time === fires ? decided(time, 'fired', 'catch_up', 'at_once') : decided(time, 'merged', 'catch_up');
}

function oldestFire({ times, newest }: Stretch): (time: FiringTime) => FiringDecision {
  const free = [...times, ...(newest ? [newest] : [])].filter(({ held }) => !held);
  const fire = new Set(free.slice(0, MAX_CAUGHT_UP));
  return (time) => (fire.has(time) ? decided(time, 'fired', 'catch_up', 'paced') : decided(time, 'missed', 'cap'));
}
