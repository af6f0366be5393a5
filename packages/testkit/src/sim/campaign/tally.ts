/** What simulated histories add up to. */
import type { Simulated } from '../load/simulate.ts';
import { EPOCH } from '../world/sim-world.ts';

const HOUR_MS = 3_600_000;
/** An hour counts that had this much of everything. */
const ENOUGH = { firings: 100, attempts: 1_000, faults: 5 } as const;

/** What there was of an hour that is not full yet. */
interface OpenHour {
  ms: number;
  firings: number;
  attempts: number;
  faults: number;
}

export interface Tally {
  histories: number;
  /** Those that count. */
  hours: number;
  /** Those in which too little happened, since the last that counted. */
  inVain: number;
  readonly openHour: OpenHour;
  runs: number;
  firings: number;
  attempts: number;
  violations: number;
  readonly faults: Record<string, number>;
  /** By fault, how long nothing was committed after it began, in milliseconds. */
  readonly pauses: Record<string, number[]>;
  readonly failedSeeds: number[];
}

export const emptyTally = (): Tally => ({
  histories: 0,
  hours: 0,
  inVain: 0,
  openHour: { ms: 0, firings: 0, attempts: 0, faults: 0 },
  runs: 0,
  firings: 0,
  attempts: 0,
  violations: 0,
  faults: {},
  pauses: {},
  failedSeeds: [],
});

export function add(tally: Tally, { seed, history, faults, violations }: Simulated): void {
  tally.histories += 1;
  tally.runs += history.runs.length;
  tally.firings += history.firings.length;
  tally.attempts += history.executions.length;
  tally.violations += violations.length;
  if (violations.length > 0) tally.failedSeeds.push(seed);
  const commits = history.executions
    .flatMap(({ from, to }) => (to === undefined ? [from] : [from, to]))
    .sort((a, b) => a - b);
  for (const { what, from, to } of faults) {
    tally.faults[what] = (tally.faults[what] ?? 0) + 1;
    (tally.pauses[what] ??= []).push(longestPause(commits, from, to));
  }
}

/**
 * Adds a history to the hour that is being filled. Only what happened while its load and its faults lasted is counted,
 * and only for as long as these did: neither the start of the cluster nor its rest makes an hour.
 */
export function addTime(tally: Tally, lengthMs: number, { history, faults, healedAt }: Simulated): void {
  const { openHour } = tally;
  openHour.ms += lengthMs;
  openHour.firings += history.firings.filter(({ logicalTime }) => logicalTime <= EPOCH + healedAt).length;
  openHour.attempts += history.executions.filter(({ from }) => from <= healedAt).length;
  openHour.faults += faults.length;
  if (openHour.ms < HOUR_MS) return;
  const counts =
    openHour.firings >= ENOUGH.firings && openHour.attempts >= ENOUGH.attempts && openHour.faults >= ENOUGH.faults;
  if (counts) tally.hours += 1;
  tally.inVain = counts ? 0 : tally.inVain + 1;
  Object.assign(openHour, emptyTally().openHour);
}

/** The longest time without work beginning or ending that touches the span. */
function longestPause(times: readonly number[], from: number, to: number): number {
  let longest = 0;
  let before = from;
  for (const at of times) {
    if (at < from) continue;
    longest = Math.max(longest, at - before);
    before = at;
    if (at > to) break;
  }
  return longest;
}

export function merge(into: Tally, other: Tally): void {
  for (const name of ['histories', 'hours', 'runs', 'firings', 'attempts', 'violations'] as const)
    into[name] += other[name];
  for (const [what, count] of Object.entries(other.faults)) into.faults[what] = (into.faults[what] ?? 0) + count;
  for (const [what, pauses] of Object.entries(other.pauses)) {
    const mine = (into.pauses[what] ??= []);
    for (const pause of pauses) mine.push(pause);
  }
  into.failedSeeds.push(...other.failedSeeds);
}

const quantile = (sorted: readonly number[], q: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0);

export function failoverOf({
  pauses,
}: Tally): Readonly<Record<string, { readonly p50: number; readonly p99: number }>> {
  return Object.fromEntries(
    Object.entries(pauses).map(([what, some]) => {
      const sorted = some.toSorted((a, b) => a - b);
      return [what, { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) }];
    }),
  );
}
