/** A thread of a campaign: its share of the seeds. A history that breaks a promise is shrunk and told. */
import { parentPort, workerData } from 'node:worker_threads';
import { HOUR, MOMENT, stretchOf } from '../load/shapes.ts';
import { shrink, simulate, type Simulated } from '../load/simulate.ts';
import type { Shape } from '../load/steps.ts';
import { storyOf } from '../load/story.ts';
import type { Safety } from '../store/tables.ts';
import { KEPT_SEEDS } from './kept-seeds.ts';
import { add, addTime, emptyTally, type Tally } from './tally.ts';

export interface PartOrder {
  readonly index: number;
  readonly threads: number;
  /** Histories to play, and cluster-hours to fill; of both, the one that takes more of them. */
  readonly cases: number;
  readonly hours: number;
  readonly kind: 'moment' | 'stretch' | 'hour';
  /** Where its seeds begin, in turns. */
  readonly seeds: readonly number[];
  /** Safeties that are taken away: it is to find out. */
  readonly without: readonly Safety[];
}

export type PartNews = { readonly story: string } | { readonly tally: Tally };

const SHAPES: Readonly<Record<PartOrder['kind'], (seed: number) => Shape>> = {
  moment: () => MOMENT,
  stretch: stretchOf,
  hour: () => HOUR,
};
/** Hours in which too little happened do not count; so many in vain are a fault of the load. */
const MOST_IN_VAIN = 20;
const TOLD = 3;

async function carryOut({ index, threads, cases, hours, kind, seeds, ...order }: PartOrder): Promise<Tally> {
  const without = new Set(order.without);
  const tally = emptyTally();
  let told = 0;
  const one = async (seed: number, shape: Shape): Promise<Simulated> => {
    const simulated = await simulate(seed, shape, { without });
    if (simulated.violations.length > 0 && told++ < TOLD)
      parentPort?.postMessage({ story: storyOf(await shrink(simulated, shape, { without })) } satisfies PartNews);
    add(tally, simulated);
    return simulated;
  };
  for (let played = 0; played < cases || tally.hours < hours; played++) {
    const first = seeds[played % seeds.length] as number;
    const seed = first + Math.floor(played / seeds.length) * threads + index;
    const shape = SHAPES[kind](seed);
    const simulated = await one(seed, shape);
    if (kind !== 'moment') addTime(tally, shape.lengthMs, simulated);
    if (tally.inVain > MOST_IN_VAIN)
      throw new Error(`too little happens in the hours about seed ${seed} to count them`);
  }
  for (const [i, { seed, shape }] of KEPT_SEEDS.entries()) if (i % threads === index) await one(seed, shape);
  return tally;
}

parentPort?.postMessage({ tally: await carryOut(workerData as PartOrder) } satisfies PartNews);
