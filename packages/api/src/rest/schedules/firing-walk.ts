/**
 * Walks through firings without keeping other requests waiting: whoever counts millions lets the event loop
 * take a turn every few milliseconds, and is stopped at a bound.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { CarillonError, type FiringTime, type Schedule, said } from '@carillon/core';

const SLICE_MS = 10;
/** How many firings are looked at between two looks at the clock. */
const BETWEEN_LOOKS = 256;
/** A schedule that fires every second makes 604 800 in a week. */
const MAX_FIRINGS = 10_000_000;

export interface FiringWalk {
  /** Visits the firings after an instant up to one, that included; `visit` ends it early with `false`. */
  through(
    schedule: Schedule,
    span: { readonly after: number; readonly until: number },
    visit: (firing: FiringTime) => boolean | void,
  ): Promise<void>;
}

/** One for each request: it counts what all of its schedules yield. */
export function createFiringWalk(most = MAX_FIRINGS): FiringWalk {
  let seen = 0;
  let sliceStart = performance.now();
  const breathe = async (): Promise<void> => {
    if (performance.now() - sliceStart < SLICE_MS) return;
    await turn();
    sliceStart = performance.now();
  };
  return {
    async through(schedule, { after, until }, visit) {
      await breathe();
      for (const firing of schedule.firings(after, until)) {
        if (visit(firing) === false) return;
        if (++seen % BETWEEN_LOOKS === 0) await breathe();
        if (seen > most) throw tooMany(most);
      }
    },
  };
}

export function tooMany(most: number): CarillonError {
  return new CarillonError({
    code: 'LIMIT_FIRINGS',
    message: said`there are more than ${most} firings in that time`,
    hint: said`Ask for a shorter time, or for fewer schedules.`,
  });
}
