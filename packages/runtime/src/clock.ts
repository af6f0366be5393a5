import { host } from './host.ts';

/** Time as a port: parts ask for a clock, tests hand in one that they move by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => host.wallClock() };
