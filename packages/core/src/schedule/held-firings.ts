/**
 * Times that a freeze window, or a calendar without data, held: their rows stay `held`, and when the hold is
 * over the misfire policy says which get a run. `fire_once`: the newest; `fire_all`: all; `ignore`: none.
 */
import type { FiringDecision } from './firing-decision.ts';
import { firingAt } from './firing-at.ts';
import type { Schedule } from './schedule.ts';

/** A hold without a known end is looked at this often; a new version of its calendar is looked at at once. */
const LOOK_AGAIN_MS = 3_600_000;
/** Runs made in one go; the rest follows in the next. */
export const MAX_RELEASED = 500;

export interface ReleasedHolds {
  /** Logical times of the ledger that get a run. */
  readonly runs: readonly number[];
  /** Held rows up to here are settled, those not named above without a run. */
  readonly through: number;
}

export interface SettledHolds {
  /** Of rows that the ledger had. */
  readonly released: ReleasedHolds | undefined;
  /** The plan's own, with those settled at once that were held only while nobody looked. */
  readonly decisions: readonly FiringDecision[];
  readonly heldFrom: number | undefined;
  /** When to look again; undefined: nothing is held. */
  readonly dueAt: number | undefined;
}

interface Hold {
  readonly at: number;
  readonly until: number;
  /** An edit may have taken the time out of the schedule since. */
  readonly stands: boolean;
}

/** @param held logical times that the ledger still has as held, oldest first */
export function settleHolds(
  schedule: Schedule,
  held: readonly number[],
  decisions: readonly FiringDecision[],
  now: number,
): SettledHolds {
  const policy = schedule.definition.misfire?.policy ?? 'fire_once';
  const holds = [...oldHolds(schedule, held, now), ...newHolds(decisions)];
  const firstHeld = holds.findIndex(({ until }) => until > now);
  const over = firstHeld < 0 ? holds : holds.slice(0, firstHeld);
  const standing = over.filter(({ stands }) => stands);
  const runs = policy === 'ignore' ? [] : policy === 'fire_all' ? standing.slice(0, MAX_RELEASED) : standing.slice(-1);
  const postponed = policy === 'fire_all' ? standing[MAX_RELEASED] : undefined;
  const settled = postponed ? over.slice(0, over.indexOf(postponed)) : over;
  const left = holds[settled.length];
  const running = new Set(runs.map(({ at }) => at));
  const through = settled.at(-1)?.at;
  const [oldest = Number.POSITIVE_INFINITY] = held;
  const newestHeld = held.at(-1) ?? Number.NEGATIVE_INFINITY;
  return {
    released:
      through === undefined || through < oldest
        ? undefined
        : { runs: runs.map(({ at }) => at).filter((at) => at <= newestHeld), through },
    decisions: decisions.map((decision) => settledNow(decision, through, running)),
    heldFrom: left?.at,
    dueAt: left && Math.max(now, Math.min(left.until, now + LOOK_AGAIN_MS)),
  };
}

/** Ends behind the first that is still held: windows do not end before earlier ones. */
function oldHolds(schedule: Schedule, held: readonly number[], now: number): readonly Hold[] {
  const holds: Hold[] = [];
  for (const at of held) {
    const time = firingAt(schedule, at);
    const until = time?.held?.until ?? Number.NEGATIVE_INFINITY;
    holds.push({ at, until, stands: time !== undefined });
    if (until > now) break;
  }
  return holds;
}

const newHolds = (decisions: readonly FiringDecision[]): readonly Hold[] =>
  decisions.flatMap(({ logicalTime, heldUntil }) =>
    heldUntil === undefined ? [] : [{ at: logicalTime, until: heldUntil, stands: true }],
  );

function settledNow(
  decision: FiringDecision,
  through: number | undefined,
  running: ReadonlySet<number>,
): FiringDecision {
  if (decision.heldUntil === undefined || through === undefined || decision.logicalTime > through) return decision;
  const { heldUntil: _, ...settled } = decision;
  return running.has(decision.logicalTime) ? { ...settled, run: 'paced' } : settled;
}
