/**
 * Store time without asking (GUARANTEES 2.1): the offset between the store's clock and this process's
 * monotonic one, sampled every ten seconds; of the last eight samples the one with the shortest round trip
 * counts. No decision reads this machine's wall clock.
 */
import type { EngineStore } from '@carillon/core';
import { type Clock, host } from '@carillon/runtime';

const KEPT = 8;
/** How far two clocks that are kept in step come apart over the samples that are kept: 500 ppm of 80 s, doubled. */
const DRIFT_MS = 80;

export interface StoreClock extends Clock {
  /**
   * Before the first one the clock is not to be asked.
   * @param onStep told by how many milliseconds the store's clock has stepped since the one before, while this one
   * still goes by what was before
   */
  sample(onStep?: (stepMs: number) => void): Promise<void>;
}

export function createStoreClock(store: Pick<EngineStore, 'now'>): StoreClock {
  const samples: { readonly offset: number; readonly roundTrip: number }[] = [];
  let offset = 0;
  const sample: StoreClock['sample'] = async (onStep) => {
    const asked = host.monotonic();
    const at = await store.now();
    const roundTrip = host.monotonic() - asked;
    const newest = { offset: at - (asked + roundTrip / 2), roundTrip };
    // Further from another than both round trips explain: the store's clock has stepped, and what was before is void.
    const isStep = samples.some(
      (one) => Math.abs(one.offset - newest.offset) > (one.roundTrip + roundTrip) / 2 + DRIFT_MS,
    );
    if (isStep) samples.length = 0;
    samples.push(newest);
    if (samples.length > KEPT) samples.shift();
    const best = samples.reduce((least, one) => (one.roundTrip < least.roundTrip ? one : least));
    if (isStep) onStep?.(best.offset - offset);
    offset = best.offset;
  };
  // Whole, as times in the store are: a fraction would be kept in one row of a firing and dropped in another.
  return { now: () => Math.floor(host.monotonic() + offset), sample };
}
