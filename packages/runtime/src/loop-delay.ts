/**
 * How long this process makes others wait: by how much later than asked for its timers come. Node's own histogram
 * forgets the delay that lasts when it is reset, and who resets it each second is always late at the same work.
 */
import { host, type Timer } from './host.ts';

/** Short beside the delays that matter (core/src/health/load-level.ts). */
const CLOSE_MS = 50;
/** While timers come in time: few enough that an idle process is not kept awake, enough to see when they are late. */
const CALM_MS = 250;
const LATE_MS = 10;

export interface LoopDelay {
  /** 99th percentile since it was last asked, in milliseconds. */
  take(): number;
  stop(): void;
}

export function watchLoopDelay(): LoopDelay {
  let last = host.monotonic();
  let delays: number[] = [];
  let everyMs = CLOSE_MS;
  const held = (): number => Math.max(0, host.monotonic() - last - everyMs);
  const tick = (): void => {
    delays.push(held());
    last = host.monotonic();
  };
  let timer: Timer = host.every(everyMs, tick);

  const keepPace = (ms: number): void => {
    if (ms === everyMs) return;
    timer.cancel();
    everyMs = ms;
    last = host.monotonic();
    timer = host.every(everyMs, tick);
  };

  return {
    take() {
      const sorted = [...delays, held()].sort((a, b) => a - b);
      delays = [];
      const delay = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
      keepPace(delay < LATE_MS ? CALM_MS : CLOSE_MS);
      return delay;
    },
    stop: () => timer.cancel(),
  };
}
