/**
 * How many attempts a worker may hold beyond its slots. The window opens by one with every attempt that was
 * short, since only then the way to the server is the longer part, and closes when attempts wait behind long
 * ones: another worker may be idle meanwhile.
 */

/** Longer attempts gain nothing from one that waits at the worker. */
const SHORT_MS = 20;
/** What waited this long for a slot is handed back. */
const PATIENCE_MS = 500;

export interface PrefetchWindow {
  readonly size: number;
  /** An attempt took so long. True when one more may be held from now on. */
  ended(durationMs: number): boolean;
  /** Whether what waits since then goes back. */
  isOverdue(waitedMs: number): boolean;
  handedBack(count: number): void;
}

export function createPrefetchWindow(most: number): PrefetchWindow {
  let size = 0;
  return {
    get size() {
      return size;
    },
    ended(durationMs) {
      if (size >= most || durationMs > SHORT_MS) return false;
      size++;
      return true;
    },
    isOverdue: (waitedMs) => waitedMs > PATIENCE_MS,
    handedBack(count) {
      size = Math.max(0, size - count);
    },
  };
}
