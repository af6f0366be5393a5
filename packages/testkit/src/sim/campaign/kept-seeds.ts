/** Seeds whose histories once broke a promise: each campaign plays them first. What it was is told beside each. */
import { MOMENT, stretchOf } from '../load/shapes.ts';
import type { Shape } from '../load/steps.ts';

export interface KeptSeed {
  readonly seed: number;
  readonly shape: Shape;
}

export const KEPT_SEEDS: readonly KeptSeed[] = [
  // A server that did not come up went on listening, and workers stayed with it for ever.
  { seed: 4104, shape: MOMENT },
  // A server cut off from the store until the end had not told the last minute when it was looked for.
  { seed: 139204493, shape: stretchOf(139204493) },
  { seed: 139204499, shape: stretchOf(139204499) },
  // A worker that was told of a store that was away began what it had lost meanwhile.
  { seed: 1020821308, shape: stretchOf(1020821308) },
  // A worker gave back for good what waited only because the store was away.
  { seed: 700001241, shape: stretchOf(700001241) },
  // Fractions of milliseconds were kept in a row of the ledger and dropped in its run.
  { seed: 700001577, shape: stretchOf(700001577) },
  // A slow store forgot the wait of a task after it had been reopened and waited anew.
  { seed: 5871, shape: stretchOf(5871) },
];
