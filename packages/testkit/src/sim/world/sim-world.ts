/**
 * Virtual time and the machines on it. Everything that happens is an event of one queue, and belongs to a process: that
 * of one that is frozen waits until it wakes, that of one that was killed never happens. Between two events everything
 * that was set off runs to its end, so a seed decides the whole history.
 */
import { type Host, standInForHost } from '@carillon/runtime';
import type { Chances } from '../chances.ts';
import { createEventQueue, type Scheduled } from './event-queue.ts';

/** Milliseconds since the epoch when virtual time is 0. */
export const EPOCH = Date.UTC(2026, 1, 15);
/** Between two immediates of one real turn Node runs every promise to its end; so many of them wait in a row. */
const STEPS_PER_TURN = 256;

export interface SimProcess {
  readonly name: string;
  /** Counts its lives; what an earlier one had planned does not happen. */
  life: number;
  isUp: boolean;
  /** It does nothing until then. */
  frozenUntil: number;
  /** How far its wall clock is off. */
  wallOffset: number;
}

export interface SimTimer {
  cancel(): void;
}

interface Happening extends Scheduled, SimTimer {
  at: number;
  readonly owner: SimProcess | undefined;
  readonly life: number;
  isCancelled: boolean;
  readonly run: () => void;
}

/** One for all of them: a history has millions. */
function cancel(this: Happening): void {
  this.isCancelled = true;
}

export interface SimWorld {
  readonly chances: Chances;
  /** Virtual milliseconds since its beginning. */
  now(): number;
  newProcess(name: string): SimProcess;
  /** @param owner nobody's: it happens whatever is frozen or dead */
  after(ms: number, owner: SimProcess | undefined, run: () => void): SimTimer;
  kill(process: SimProcess): void;
  /** Runs until then. */
  until(time: number): Promise<void>;
  /** Until the condition holds, and whether it did so in time. */
  settles(bound: number, condition: () => boolean): Promise<boolean>;
  /** Gives the machine back. */
  end(): void;
  readonly events: number;
}

export function createSimWorld(chances: Chances): SimWorld {
  const queue = createEventQueue<Happening>();
  const randomness = chances.fork();
  let soon: (() => void)[] = [];
  let now = 0;
  let order = 0;
  let events = 0;
  let current: SimProcess | undefined;

  const after = (ms: number, owner: SimProcess | undefined, run: () => void): Happening => {
    const life = owner === undefined ? 0 : owner.life;
    const happening: Happening = { at: now + ms, order: order++, owner, life, isCancelled: false, run, cancel };
    queue.push(happening);
    return happening;
  };

  const host: Host = {
    monotonic: () => now,
    wallClock: () => Math.floor(EPOCH + now + (current?.wallOffset ?? 0)),
    // As Node's timers: never at once, and to the millisecond.
    after: (ms, run) => after(Math.max(1, Math.ceil(ms)), current, run),
    every(ms, run) {
      let timer = after(ms, current, tick);
      function tick(): void {
        timer = after(ms, current, tick);
        run();
      }
      return { cancel: () => timer.cancel() };
    },
    soon: (run) => void soon.push(run),
    endOfTurn: (run) => void after(0, current, run),
    random: () => randomness.next(),
    fillRandom: (bytes) => randomness.fill(bytes),
  };
  const giveBack = standInForHost(host);
  const unguard = guardRealTime();

  let limit = 0;
  let reached: { resolve(): void; reject(error: unknown): void } | undefined;
  let isTurning = false;

  /** The next event that happens; those of the dead and the cancelled do not, those of the frozen not yet. */
  const next = (): Happening | undefined => {
    for (let event = queue.peek(); event && event.at <= limit; event = queue.peek()) {
      queue.pop();
      const { owner } = event;
      if (event.isCancelled || (owner && (owner.life !== event.life || !owner.isUp))) continue;
      if (!owner || owner.frozenUntil <= event.at) return event;
      // It keeps its place among what happens to the process when it wakes.
      event.at = owner.frozenUntil;
      queue.push(event);
    }
    return undefined;
  };

  /** One thing at a time, and then all that it sets off: promises first, then what is to be done before anything else arrives. */
  const step = (): void => {
    if (!reached) return;
    try {
      if (soon.length > 0) {
        const runs = soon;
        soon = [];
        for (const run of runs) run();
        return;
      }
      current = undefined;
      const event = next();
      if (!event) {
        now = Math.max(now, limit);
        return settle(({ resolve }) => resolve());
      }
      now = Math.max(now, event.at);
      current = event.owner;
      events += 1;
      event.run();
    } catch (error) {
      settle(({ reject }) => reject(error));
    }
  };
  const settle = (how: (whoever: NonNullable<typeof reached>) => void): void => {
    const whoever = reached;
    reached = undefined;
    if (whoever) how(whoever);
  };
  const turn = (): void => {
    if (!reached) {
      isTurning = false;
      return;
    }
    for (let i = 0; i < STEPS_PER_TURN; i++) afterPromises(step);
    afterPromises(turn);
  };

  return {
    chances,
    now: () => now,
    newProcess: (name) => ({ name, life: 0, isUp: true, frozenUntil: 0, wallOffset: 0 }),
    after,
    kill(process) {
      process.life += 1;
      process.isUp = false;
      process.frozenUntil = 0;
    },
    until: (time) =>
      new Promise((resolve, reject) => {
        limit = time;
        reached = { resolve, reject };
        if (isTurning) return;
        isTurning = true;
        afterPromises(turn);
      }),
    async settles(bound, condition) {
      while (!condition()) {
        if (now >= bound) return false;
        await this.until(Math.min(bound, now + 250));
      }
      return true;
    },
    end() {
      unguard();
      giveBack();
    },
    get events() {
      return events;
    },
  };
}

const afterPromises = setImmediate;
/** Whoever asks the real machine under simulation would make a history that no seed brings back. */
function guardRealTime(): () => void {
  const refuse = (what: string) => () => {
    throw new Error(`${what} was asked for under simulation; take it from \`host\``);
  };
  const [dateNow, random, performanceNow] = [Date.now, Math.random, performance.now];
  const { setTimeout: timeout, setInterval: interval } = globalThis;
  Date.now = refuse('Date.now');
  Math.random = refuse('Math.random');
  performance.now = refuse('performance.now');
  Object.assign(globalThis, { setTimeout: refuse('setTimeout'), setInterval: refuse('setInterval') });
  return () => {
    Date.now = dateNow;
    Math.random = random;
    performance.now = performanceNow;
    Object.assign(globalThis, { setTimeout: timeout, setInterval: interval });
  };
}
