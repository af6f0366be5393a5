/** How long a backfill takes, from how long runs took: dates go in waves as wide as its parallelism. */

import { type BackfillState, isFinalBackfillState } from './backfill-state.ts';

export interface Durations {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** @param durations of the workflow and of each downstream one; undefined where one has never succeeded */
export function estimateBackfill(
  dates: number,
  parallelism: number,
  durations: readonly (Durations | undefined)[],
): Durations | undefined {
  const known = durations.filter((one) => one !== undefined);
  if (known.length < durations.length || known.length === 0) return undefined;
  const waves = Math.ceil(dates / parallelism);
  const sum = (of: (one: Durations) => number): number => known.reduce((total, one) => total + of(one), 0);
  return {
    p50Ms: Math.round(waves * sum((one) => one.p50Ms)),
    p95Ms: Math.round(waves * sum((one) => one.p95Ms)),
  };
}

/** Until the last date of an open backfill has ended; undefined while nothing tells how long one takes. */
export function backfillEta(backfill: {
  readonly state: BackfillState;
  readonly parallelism: number;
  readonly totals: Readonly<Record<'planned' | 'running', number>>;
  readonly dateMs: number | undefined;
}): number | undefined {
  const { state, parallelism, totals, dateMs } = backfill;
  if (isFinalBackfillState(state) || dateMs === undefined) return undefined;
  return Math.ceil((totals.planned + totals.running) / parallelism) * dateMs;
}
