/**
 * Rates, by the generic cell rate algorithm: one number of state per key, the time at which the next grant would be
 * on time. Grants are at least an interval apart; after an idle time up to `burst` come together. In no stretch of
 * time as long as `limit` intervals are there more than `limit + burst - 1` grants, and with the usual burst of one
 * never more than the limit.
 */
export interface RateFigures {
  readonly intervalMs: number;
  readonly burst: number;
}

/** Multiples of this add up without rounding, so that `limit` intervals are never shorter than the period. */
const TICKS_PER_MS = 1_024;

export function rateInterval(limit: number, perMs: number): number {
  return Math.ceil((perMs / limit) * TICKS_PER_MS) / TICKS_PER_MS;
}

/** When the next grant may be. In the past where one may be now. */
export function nextGrantAt(tatMs: number, { intervalMs, burst }: RateFigures): number {
  return tatMs - (burst - 1) * intervalMs;
}

/** The state after a grant. Only where {@link nextGrantAt} is not later than `nowMs`. */
export function afterGrant(tatMs: number, nowMs: number, { intervalMs }: RateFigures): number {
  const now = Math.ceil(nowMs * TICKS_PER_MS) / TICKS_PER_MS;
  return Math.max(tatMs, now) + intervalMs;
}
