/**
 * The ladder of a stop (GUARANTEES 8.1): TERM and the abort signal at once, KILL when the grace is over.
 * No timer per attempt: the worker's sweep climbs.
 */
import type { Reason } from '@carillon/core';
import type { Attempt } from './attempt.ts';

export const DEFAULT_GRACE_MS = 30_000;

export interface StopOrder {
  readonly reason: Reason;
  readonly graceMs: number;
}

/** The first reason stays; a second order only shortens the grace. True when the top was reached at once. */
export function requestStop(attempt: Attempt, order: StopOrder, elapsed: number): boolean {
  const killAt = elapsed + order.graceMs;
  if (attempt.stop) attempt.stop.killAt = Math.min(attempt.stop.killAt, killAt);
  else {
    attempt.stop = { reason: order.reason, killAt, killed: false };
    attempt.abort?.abort(order.reason);
    attempt.processes?.terminate();
  }
  return climb(attempt, elapsed);
}

/** Called by the sweep for every running attempt. True once, when the grace is over. */
export function climb(attempt: Attempt, elapsed: number): boolean {
  const { stop } = attempt;
  if (!stop || stop.killed || elapsed < stop.killAt) return false;
  stop.killed = true;
  attempt.processes?.kill();
  return true;
}
