/** Passes on stops that were committed by another node and whose hint was lost. All nodes run it; telling a worker twice is harmless. */
import type { Logger } from '@carillon/runtime';
import type { Stopper } from '../gateway/stops.ts';
import { createLoop, type IsNeeded, type Loop } from './loop.ts';

const EVERY_MS = 5_000;

export function createStopSweeper(stopper: Pick<Stopper, 'sweep'>, isNeeded: IsNeeded, log: Logger): Loop {
  return createLoop({ name: 'stop-sweeper', everyMs: EVERY_MS, isNeeded, step: () => stopper.sweep(), log });
}
