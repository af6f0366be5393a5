/**
 * Watches the store's clock for steps (GUARANTEES 2.4). Small ones are followed; one of more than half a minute is
 * written down, and firing and reaping rest on every server until most servers' own clocks agree with the store's
 * again, or somebody confirms it. Every server judges alike from what is in the store. A server that notices a step
 * rests at once, before it asks: what it fires by is wrong from then on. Until it notices, it goes by its own
 * monotonic clock, so nothing comes early; one that starts later learns of the step before its loops begin.
 */
import { BORNE_STEP_MS, type ClockVerdict, clockVerdict, type ClockWitnessStore } from '@carillon/core';
import { host, type Logger, newUuid } from '@carillon/runtime';
import { createLoop, type Loop } from './loops/loop.ts';
import type { StoreClock } from './store-clock.ts';

const EVERY_MS = 10_000;

export interface ClockWatch {
  /** Nothing is fired and nobody's lease is ended. */
  readonly isHalted: () => boolean;
  readonly loop: Loop;
  /** Before the loops begin. */
  look(): Promise<void>;
  /** This server has no say any more. */
  leave(): Promise<void>;
}

export interface ClockWatchParts {
  readonly store: ClockWitnessStore;
  readonly clock: StoreClock;
  readonly everyMs?: number | undefined;
  readonly onHalted: (halted: boolean) => void;
  readonly log: Logger;
}

export function createClockWatch({ store, clock, everyMs = EVERY_MS, onHalted, log }: ClockWatchParts): ClockWatch {
  const server = newUuid();
  let verdict: ClockVerdict = 'agreed';
  /** Noticed, and not yet written down. */
  let untold: number | undefined;

  const judge = async (): Promise<ClockVerdict> => {
    const step = await store.witnessClock(server, host.wallClock() - clock.now());
    if (!step) return 'agreed';
    const judged = clockVerdict(step);
    if (judged === 'agreed') await store.endClockStep();
    return judged;
  };

  const become = (next: ClockVerdict, stepMs?: number): void => {
    if (next === verdict) return;
    verdict = next;
    onHalted(next === 'halted');
    if (next === 'halted') log.error({ stepMs }, 'the clock of the database has stepped: firing and reaping rest');
    else if (next === 'told')
      log.error({ stepMs }, 'the clock of the database has stepped, and too few servers can tell which is right');
    else log.info('the clock of the database is trusted again');
  };

  const look = async (): Promise<void> => {
    await clock.sample((stepMs) => {
      if (Math.abs(stepMs) <= BORNE_STEP_MS) return;
      untold = stepMs;
      become('halted', stepMs);
    });
    if (untold !== undefined) await store.noteClockStep(untold);
    untold = undefined;
    become(await judge());
  };

  return {
    isHalted: () => verdict === 'halted',
    look,
    loop: createLoop({ name: 'clock-watch', everyMs, step: look, log }),
    leave: () =>
      store.leaveClock(server).catch((error: unknown) => log.debug({ err: error }, 'its word is forgotten in a while')),
  };
}
