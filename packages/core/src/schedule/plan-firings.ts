/**
 * What becomes of the logical times that are due (GUARANTEES 3.1, 3.3). Pure: the same input gives the same
 * plan on every node, and the ledger's key makes sure that only one is carried out.
 */
import { scheduleKind } from '../definition/schedule-document.ts';
import { firingAt } from './firing-at.ts';
import { decided, type FiringDecision, heldDecision, spanDecision } from './firing-decision.ts';
import type { FiringTime } from './firing-time.ts';
import { type ReleasedHolds, settleHolds } from './held-firings.ts';
import { decideMissed } from './misfire.ts';
import type { Schedule } from './schedule.ts';

/** Later than this a firing counts as late; it is the bound of the overdue sweep. */
export const LATE_MS = 2_000;

export interface FiringQuestion {
  readonly schedule: Schedule;
  /** Nothing at or below it fires, whatever `next` says. */
  readonly floor: number;
  /** Of a fixed delay: its next time, as it was stored. Others go on from the floor. */
  readonly next: number | undefined;
  readonly now: number;
  /** Times up to here passed while the schedule was paused. */
  readonly passedUntil?: number | undefined;
  /** Logical times that the ledger still has as held, oldest first. */
  readonly held?: readonly number[];
  /** Of a fixed delay: when the run before ended, infinite while it is open, undefined before the first. */
  readonly lastEnd?: number | undefined;
  /** The tenant has as many runs waiting as it may have: none is added. */
  readonly isFull?: boolean;
}

export interface FiringPlan {
  /** In the order of their logical times. */
  readonly decisions: readonly FiringDecision[];
  /** Rows of the ledger whose hold is over. */
  readonly released: ReleasedHolds | undefined;
  /** The first time that is not due yet; undefined: there is none, or a fixed delay waits for its run. */
  readonly next: FiringTime | undefined;
  /** When to look again; undefined: when a run ends. */
  readonly dueAt: number | undefined;
  /** The oldest time that stays held. */
  readonly heldFrom: number | undefined;
  /** Everything up to here is decided. */
  readonly floor: number;
  readonly ended: boolean;
}

export function planFirings(question: FiringQuestion): FiringPlan {
  const { schedule, now } = question;
  const isDelay = scheduleKind(schedule.definition) === 'delay';
  const { decisions: due, next } = isDelay ? delayed(question) : enumerated(question);
  const decisions = question.isFull ? due.map(refused) : due;
  const holds = settleHolds(schedule, question.held ?? [], decisions, now);
  const runs = (holds.released?.runs.length ?? 0) > 0 || holds.decisions.some(({ run }) => run !== undefined);
  const isOpen = question.lastEnd === Number.POSITIVE_INFINITY;
  const waitsForRun = isDelay && (runs || isOpen || holds.heldFrom !== undefined);
  // Without a run to wait for, the next delay counts from now.
  const following = isDelay && !waitsForRun ? (next ?? schedule.next(now)) : next;
  const upcoming = waitsForRun ? undefined : following;
  const newest = decisions.at(-1);
  return {
    decisions: holds.decisions,
    released: holds.released,
    next: upcoming,
    dueAt: earliest(upcoming?.startAt, holds.dueAt),
    heldFrom: holds.heldFrom,
    floor: Math.max(question.floor, newest?.through ?? newest?.logicalTime ?? question.floor),
    ended: !upcoming && !waitsForRun && holds.heldFrom === undefined,
  };
}

interface Due {
  readonly decisions: readonly FiringDecision[];
  readonly next: FiringTime | undefined;
}

/** From the floor on. A next time that was stored may be the reckoning of a node with another clock or zone data. */
function enumerated({ schedule, floor, passedUntil, now }: FiringQuestion): Due {
  const paused = passedUntil === undefined ? undefined : pausedSpan(schedule, schedule.next(floor), passedUntil);
  const first = schedule.next(Math.max(floor, passedUntil ?? floor));
  const missed = decideMissed(schedule, first, now);
  const due: FiringDecision[] = [];
  let time = missed.rest;
  for (; time && time.startAt <= now; time = schedule.next(time.at)) due.push(decideDue(time, now));
  const late = coversMissed(schedule, due) ? missed.decisions.map(intoDue) : missed.decisions;
  return { decisions: [...(paused ? [paused] : []), ...late, ...due], next: time };
}

/** A run to catch up would have the time that is due now skipped: that one stands for the missed ones as well. */
const coversMissed = ({ definition }: Schedule, due: readonly FiringDecision[]): boolean =>
  (definition.overlap ?? 'skip') === 'skip' && due.some(({ run }) => run !== undefined);

function intoDue(decision: FiringDecision): FiringDecision {
  const { run, ...rest } = decision;
  return run === 'at_once' ? { ...rest, outcome: 'merged' } : decision;
}

function delayed({ schedule, floor, next, passedUntil, held = [], lastEnd, now }: FiringQuestion): Due {
  if (lastEnd === Number.POSITIVE_INFINITY || held.length > 0) return { decisions: [], next: undefined };
  const from = Math.max(floor, lastEnd ?? floor);
  const time = (next === undefined ? undefined : firingAt(schedule, next)) ?? schedule.next(from);
  if (!time) return { decisions: [], next: undefined };
  if (passedUntil !== undefined && time.at <= passedUntil) {
    return { decisions: [decided(time, 'paused', 'paused')], next: schedule.next(passedUntil) };
  }
  if (time.startAt > now) return { decisions: [], next: time };
  // Its times count from the end of a run: there is no second one to be missed.
  const { decisions } = decideMissed({ ...schedule, next: () => undefined, previous: () => undefined }, time, now);
  return { decisions: decisions.length > 0 ? decisions : [decideDue(time, now)], next: undefined };
}

function decideDue(time: FiringTime, now: number): FiringDecision {
  if (time.held) return heldDecision(time, time.held.until);
  return decided(time, 'fired', now - time.startAt > LATE_MS ? 'late' : 'on_time', 'at_once');
}

const refused = (decision: FiringDecision): FiringDecision => {
  const { run, ...rest } = decision;
  return run === undefined ? decision : { ...rest, outcome: 'skipped', reason: 'queue_full' };
};

function pausedSpan(schedule: Schedule, first: FiringTime | undefined, until: number): FiringDecision | undefined {
  if (!first || first.at > until) return undefined;
  const through = schedule.previous(until + 1)?.at ?? first.at;
  return through > first.at ? spanDecision(first.at, through, 'paused', 'paused') : decided(first, 'paused', 'paused');
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
