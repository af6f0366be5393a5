/**
 * What an overloaded server puts off, and when (GUARANTEES 10.4). It rises by one level when the pressure held for ten
 * seconds and falls by one when there was ease for ten; between the two lines it stays as it is, so that it does not
 * swing. Heartbeats, reports and stops have no level: they are never put off.
 */

/** In the order in which they are put off, one more with each level. */
export const SHED = ['views', 'backfills', 'low_priority', 'starts'] as const;
export type Shed = (typeof SHED)[number];
/** How many of {@link SHED} are put off; 0: none. */
export type LoadLevel = 0 | 1 | 2 | 3 | 4;

export const LOAD_LINES = {
  loopDelayMs: { pressed: 200, eased: 100 },
  storeMs: { pressed: 500, eased: 250 },
} as const;
export const LOAD_HOLD_MS = 10_000;

/** 99th percentiles of the last second. */
export interface LoadSample {
  readonly loopDelayMs: number;
  /** Of statements; one that does not end counts with how long it has run. */
  readonly storeMs: number;
}

export interface LoadState {
  readonly level: LoadLevel;
  /** When the level was reached; monotonic. */
  readonly since: number;
  /** Since when it is pressed or eased without a break, at this level. */
  readonly turning: { readonly by: 1 | -1; readonly since: number } | undefined;
}

export const calmSince = (now: number): LoadState => ({ level: 0, since: now, turning: undefined });

function directionOf(sample: LoadSample): 1 | -1 | undefined {
  const names = Object.keys(LOAD_LINES) as (keyof typeof LOAD_LINES)[];
  if (names.some((name) => sample[name] > LOAD_LINES[name].pressed)) return 1;
  return names.every((name) => sample[name] < LOAD_LINES[name].eased) ? -1 : undefined;
}

/** @param now monotonic milliseconds, never less than before */
export function nextLoad(state: LoadState, sample: LoadSample, now: number): LoadState {
  const by = directionOf(sample);
  const level = Math.min(SHED.length, Math.max(0, state.level + (by ?? 0))) as LoadLevel;
  if (by === undefined || level === state.level) return { ...state, turning: undefined };
  const turning = state.turning?.by === by ? state.turning : { by, since: now };
  return now - turning.since < LOAD_HOLD_MS
    ? { ...state, turning }
    : { level, since: now, turning: { by, since: now } };
}

export const isShed = (level: LoadLevel, what: Shed): boolean => SHED.indexOf(what) < level;
/** What is put off at a level. */
export const shedAt = (level: LoadLevel): readonly Shed[] => SHED.slice(0, level);
