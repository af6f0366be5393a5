/** The last firing before an instant, found with nothing but `next`: every kind of schedule has that. */
import { BEGIN_OF_TIME } from './horizon.ts';

interface Moment {
  readonly at: number;
}
type Next<T> = (after: number) => T | undefined;

export function previousOf<T extends Moment>(next: Next<T>, before: number): T | undefined {
  for (let reach = 60_000; ; reach *= 8) {
    const from = Math.max(before - reach, BEGIN_OF_TIME);
    const first = next(from - 1);
    if (first && first.at < before) return lastBetween(next, first, before);
    if (from === BEGIN_OF_TIME) return undefined;
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
