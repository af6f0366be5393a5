/**
 * Spreads the starts of many schedules that fire at the same time. A hash of the schedule and the logical
 * time decides, so that every node says the same, and the logical time stays what it is (GUARANTEES 3.6).
 */
import { unitHash } from '../run/retry.ts';

/** Milliseconds to wait: less than `jitterMs`, and never as far as the next firing. */
export function jitterOf(
  key: string,
  { at, next, jitterMs }: { at: number; next: number | undefined; jitterMs: number },
): number {
  const span = next === undefined ? jitterMs : Math.min(jitterMs, next - at);
  return Math.floor(unitHash(`${key} ${at}`) * span);
}
