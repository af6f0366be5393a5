/** A thread of a campaign: every so-many-th seed, until it has its share. A history that breaks a promise is shrunk and told. */
import { parentPort, workerData } from 'node:worker_threads';
import { HOUR, MOMENT } from '../load/shapes.ts';
import { shrink, simulate } from '../load/simulate.ts';
import type { Shape } from '../load/steps.ts';
import { storyOf } from '../load/story.ts';
import { add, emptyTally, type Tally } from './tally.ts';

export interface PartOrder {
  readonly firstSeed: number;
  readonly step: number;
  readonly cases: number;
  readonly hours: number;
}

export type PartNews = { readonly story: string } | { readonly tally: Tally };

/** Hours in which too little happened do not count; so many in vain are a fault of the load. */
const MOST_IN_VAIN = 20;
const TOLD = 3;

async function carryOut({ firstSeed, step, cases, hours }: PartOrder): Promise<Tally> {
  const tally = emptyTally();
  let told = 0;
  const one = async (seed: number, shape: Shape, isHour: boolean): Promise<boolean> => {
    const simulated = await simulate(seed, shape);
    if (simulated.violations.length > 0 && told++ < TOLD)
      parentPort?.postMessage({ story: storyOf(await shrink(simulated, shape)) } satisfies PartNews);
    return add(tally, simulated, isHour);
  };
  let seed = firstSeed;
  for (let i = 0; i < cases; i++, seed += step) await one(seed, MOMENT, false);
  let inVain = 0;
  for (seed = firstSeed; tally.hours < hours; seed += step) {
    if (await one(seed, HOUR, true)) inVain = 0;
    else if (++inVain > MOST_IN_VAIN)
      throw new Error(`too little happens in the hours about seed ${seed} to count them`);
  }
  return tally;
}

parentPort?.postMessage({ tally: await carryOut(workerData as PartOrder) } satisfies PartNews);
