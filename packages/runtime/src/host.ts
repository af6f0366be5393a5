/**
 * What a program has of its machine besides files and the network: clocks, timers, randomness. The parts of servers and
 * workers take them from here and nowhere else, so that a simulation can stand in for the machine and run whole
 * clusters on virtual time (docs/architecture/simulation.md).
 */
import { randomFillSync } from 'node:crypto';

export interface Timer {
  cancel(): void;
}

export interface TimerOptions {
  /** The program may end while it waits. */
  readonly background?: boolean;
}

export interface Host {
  /** Milliseconds since some fixed instant; no step of the wall clock moves it. */
  monotonic(): number;
  /** Milliseconds since the epoch as this machine believes; decides nothing (GUARANTEES 2.4). */
  wallClock(): number;
  after(ms: number, run: () => void, options?: TimerOptions): Timer;
  every(ms: number, run: () => void): Timer;
  /** Before anything else arrives. */
  soon(run: () => void): void;
  /** When all that has arrived by now was taken. */
  endOfTurn(run: () => void): void;
  /** Uniform in [0, 1). */
  random(): number;
  fillRandom(bytes: Uint8Array): void;
}

const machine: Host = {
  monotonic: () => performance.now(),
  wallClock: () => Date.now(),
  after(ms, run, { background = false } = {}) {
    const timer = setTimeout(run, ms);
    if (background) timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return { cancel: () => clearInterval(timer) };
  },
  soon: (run) => process.nextTick(run),
  endOfTurn: (run) => void setImmediate(run),
  random: () => Math.random(),
  fillRandom: (bytes) => void randomFillSync(bytes),
};

let current = machine;

export const host: Host = {
  monotonic: () => current.monotonic(),
  wallClock: () => current.wallClock(),
  after: (ms, run, options) => current.after(ms, run, options),
  every: (ms, run) => current.every(ms, run),
  soon: (run) => current.soon(run),
  endOfTurn: (run) => current.endOfTurn(run),
  random: () => current.random(),
  fillRandom: (bytes) => current.fillRandom(bytes),
};

/** For simulations: everything in this process takes its time and randomness from `other` until the returned function is called. */
export function standInForHost(other: Host): () => void {
  if (current !== machine) throw new Error('another simulation stands in for the machine already');
  current = other;
  for (const drop of onChange) drop();
  return () => {
    current = machine;
    for (const drop of onChange) drop();
  };
}

const onChange: (() => void)[] = [];
/** For those who draw randomness in advance: what is left is to be dropped. */
export function onHostChange(drop: () => void): void {
  onChange.push(drop);
}
