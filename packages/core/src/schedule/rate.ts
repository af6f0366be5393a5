import type { Timeline } from './firing-time.ts';

/** Every so many milliseconds from an anchor on, which is the first; zones and clocks play no part. */
export function rateTimeline(everyMs: number, anchor: number, count = Number.POSITIVE_INFINITY): Timeline {
  return {
    next(after) {
      const step = Math.max(0, Math.floor((after - anchor) / everyMs) + 1);
      return step < count ? { at: anchor + step * everyMs, notes: [] } : undefined;
    },
  };
}

/** Moments that are written down one by one. */
export function momentsTimeline(moments: readonly number[]): Timeline {
  const sorted = moments.toSorted((a, b) => a - b);
  return {
    next(after) {
      const at = sorted.find((moment) => moment > after);
      return at === undefined ? undefined : { at, notes: [] };
    },
  };
}
