/** The shape of every background loop: one step at a time, woken early on request, stopped for good by waiting. */
import type { Logger } from '@carillon/runtime';

export interface Loop {
  start(): void;
  /** Waits for the step in progress. */
  stop(): Promise<void>;
  /** Runs the next step now, or after so many milliseconds if that is sooner than planned. */
  wake(inMs?: number): void;
  /** One step; what tests call. */
  runOnce(): Promise<void>;
}

export interface LoopOptions {
  readonly name: string;
  /** Longest pause between steps. Timers of hours are not used: a step is cheap and clocks jump (GUARANTEES 2.2). */
  readonly everyMs: number;
  readonly step: () => Promise<void>;
  readonly log: Logger;
}

export function createLoop({ name, everyMs, step, log }: LoopOptions): Loop {
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;
  let running = false;
  let current: Promise<void> | undefined;

  const runOnce = async (): Promise<void> => {
    try {
      await step();
    } catch (error) {
      log.warn({ err: error, loop: name }, 'a step failed and is tried again');
    }
  };
  const fire = (): void => {
    due = Number.POSITIVE_INFINITY;
    current = runOnce().finally(() => {
      current = undefined;
      if (running) plan(Math.min(everyMs, due - performance.now()));
    });
  };
  const plan = (inMs: number): void => {
    clearTimeout(timer);
    due = performance.now() + inMs;
    timer = setTimeout(fire, Math.max(0, inMs));
  };

  return {
    start() {
      if (running) return;
      running = true;
      plan(0);
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      await current;
    },
    wake(inMs = 0) {
      const at = performance.now() + inMs;
      if (!running || at >= due) return;
      if (current) due = at;
      else plan(inMs);
    },
    runOnce,
  };
}
