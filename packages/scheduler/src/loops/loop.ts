/** The shape of every background loop: one step at a time, woken early on request, stopped for good by waiting. */
import { host, type Logger, type Timer } from '@carillon/runtime';

export interface Loop {
  start(): void;
  /** Waits for the step in progress. */
  stop(): Promise<void>;
  /** Runs the next step now, or after so many milliseconds if that is sooner than planned. */
  wake(inMs?: number): void;
  /** One step; what tests call. */
  runOnce(): Promise<void>;
}

export type IsNeeded = () => Promise<boolean>;

export interface LoopOptions {
  readonly name: string;
  /** Longest pause between steps, for a beat. Timers of hours are not used: a step is cheap and clocks jump (GUARANTEES 2.2). */
  readonly everyMs: number;
  readonly step: () => Promise<void>;
  /** Whether a step that nobody asked for would find something to do. Now and then it is made all the same. */
  readonly isNeeded?: IsNeeded | undefined;
  readonly log: Logger;
}

/** Loops of a node step together, so that one answer of the pulse serves them all. */
const BEAT_MS = 1_000;
/** A timer may fire so much before its time: that beat is over. */
const EARLY_MS = 5;

/** Milliseconds to the last beat of this node within so many; shorter pauses keep to no beat. */
export function pauseOf(ms: number): number {
  if (ms < BEAT_MS) return ms;
  const now = host.monotonic();
  return Math.floor((now + ms + EARLY_MS) / BEAT_MS) * BEAT_MS - now;
}

/** Steps in a row that are left out at most: an answer that was wrong costs no more than that. */
const MOST_LEFT_OUT = 59;

export function createLoop({ name, everyMs, step, isNeeded, log }: LoopOptions): Loop {
  let timer: Timer | undefined;
  let due = Number.POSITIVE_INFINITY;
  let running = false;
  let current: Promise<void> | undefined;
  let isWoken = true;
  let leftOut = 0;

  const safely = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      log.warn({ err: error, loop: name }, 'a step failed and is tried again');
    }
  };
  const runOnce = (): Promise<void> => safely(step);
  const runIfNeeded = async (): Promise<void> => {
    if (isNeeded !== undefined && !isWoken && leftOut < MOST_LEFT_OUT && !(await isNeeded())) {
      leftOut += 1;
      return;
    }
    isWoken = false;
    leftOut = 0;
    await step();
  };
  const fire = (): void => {
    due = Number.POSITIVE_INFINITY;
    current = safely(runIfNeeded).finally(() => {
      current = undefined;
      if (running) plan(Math.min(pauseOf(everyMs), due - host.monotonic()));
    });
  };
  const plan = (inMs: number): void => {
    timer?.cancel();
    due = host.monotonic() + inMs;
    timer = host.after(Math.max(0, inMs), fire);
  };

  return {
    start() {
      if (running) return;
      running = true;
      plan(0);
    },
    async stop() {
      running = false;
      timer?.cancel();
      await current;
    },
    wake(inMs = 0) {
      isWoken = true;
      const at = host.monotonic() + inMs;
      if (!running || at >= due) return;
      if (current) due = at;
      else plan(inMs);
    },
    runOnce,
  };
}
