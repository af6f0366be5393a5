/**
 * How long this process makes others wait: by how much later than asked for its timers come. Node's own histogram
 * forgets the delay that lasts when it is reset, and who resets it each second is always late at the same work.
 */
import { host } from './host.ts';

/** Short beside the delays that matter (core/src/health/load-level.ts), and not so short that an idle process is kept awake. */
const EVERY_MS = 50;

export interface LoopDelay {
  /** 99th percentile since it was last asked, in milliseconds. */
  take(): number;
  stop(): void;
}

export function watchLoopDelay(): LoopDelay {
  let last = host.monotonic();
  let delays: number[] = [];
  const tick = (): void => {
    const now = host.monotonic();
    delays.push(Math.max(0, now - last - EVERY_MS));
    last = now;
  };
  const timer = host.every(EVERY_MS, tick);
  return {
    take() {
      const held = Math.max(0, host.monotonic() - last - EVERY_MS);
      const sorted = [...delays, held].sort((a, b) => a - b);
      delays = [];
      return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
    },
    stop: () => timer.cancel(),
  };
}
