import { host } from '@carillon/runtime';

/** Waits look at `elapsed`, which no step of the wall clock moves; `now` is only ever shown to people. */
export interface WorkerClock {
  /** Milliseconds that passed since some fixed instant. */
  elapsed(): number;
  /** Milliseconds since the epoch. */
  now(): number;
}

export const hostClock: WorkerClock = { elapsed: () => host.monotonic(), now: () => host.wallClock() };
