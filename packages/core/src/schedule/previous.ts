/** The last firing before an instant, found with nothing but `next`: every kind of schedule has that. */
import { HORIZON_MS } from './cron.ts';

interface Moment {
  readonly at: number;
}
type Next<T> = (after: number) => T | undefined;

export function previousOf<T extends Moment>(next: Next<T>, before: number): T | undefined {
  for (let reach = 60_000; ; reach *= 8) {
    const span = Math.min(reach, HORIZON_MS);
    const first = next(before - span - 1);
    if (first && first.at < before) return lastBetween(next, first, before);
    if (span === HORIZON_MS) return undefined;
  }
}

/** `found` fires and something may after it; each step halves what is left or reaches the end. */
function lastBetween<T extends Moment>(next: Next<T>, found: T, before: number): T {
  let last = found;
  let end = before;
  for (;;) {
    const following = next(last.at);
    if (!following || following.at >= end) return last;
    last = following;
    const half = last.at + Math.floor((end - last.at) / 2);
    const middle = next(half);
    if (middle && middle.at < end) last = middle;
    else end = half + 1;
  }
}
