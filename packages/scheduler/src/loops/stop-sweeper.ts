/** Passes on stops that were committed by another node and whose hint was lost. All nodes run it; telling a worker twice is harmless. */
import type { Logger } from '@carillon/runtime';
import type { Stopper } from '../gateway/stops.ts';
import { createLoop, type Loop } from './loop.ts';

const EVERY_MS = 5_000;

export function createStopSweeper(stopper: Stopper, log: Logger): Loop {
  return createLoop({ name: 'stop-sweeper', everyMs: EVERY_MS, step: () => stopper.sweep(), log });
}
