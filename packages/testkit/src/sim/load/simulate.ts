/** One history from its seed to its verdict, and what of it is enough to break a promise. */
import { violationsOf } from '../checks/all-checks.ts';
import type { History, Violation } from '../checks/history.ts';
import type { Safety } from '../store/tables.ts';
import { historyOf } from './gather.ts';
import { type FaultTime, play } from './play.ts';
import { planSteps, type Shape, type Step } from './steps.ts';

export interface Simulated {
  readonly seed: number;
  readonly steps: readonly Step[];
  readonly faults: readonly FaultTime[];
  readonly history: History;
  readonly violations: readonly Violation[];
  readonly healedAt: number;
  readonly restedAfterMs: number | undefined;
  readonly events: number;
}

export interface SimulateOptions {
  /** Instead of those that the seed plans. */
  readonly steps?: readonly Step[];
  readonly without?: ReadonlySet<Safety>;
}

export async function simulate(seed: number, shape: Shape, options: SimulateOptions = {}): Promise<Simulated> {
  const steps = options.steps ?? planSteps(seed, shape);
  const played = await play(seed, shape, steps, options.without);
  const history = historyOf(played, shape.slots);
  const { faults, healedAt, restedAfterMs, cluster } = played;
  return {
    seed,
    steps,
    faults,
    history,
    violations: violationsOf(history),
    healedAt,
    restedAfterMs,
    events: cluster.world.events,
  };
}

/**
 * The fewest steps that still break the same promise: parts of the list are left out, halves first, as long as
 * something can be. Steps after the first violation are not needed by any.
 */
export async function shrink(failed: Simulated, shape: Shape, options: SimulateOptions = {}): Promise<Simulated> {
  const check = failed.violations[0]?.check;
  let smallest = failed;
  const breaks = async (steps: readonly Step[]): Promise<boolean> => {
    const tried = await simulate(failed.seed, shape, { ...options, steps });
    const isBroken = tried.violations.some((violation) => violation.check === check);
    if (isBroken) smallest = tried;
    return isBroken;
  };
  for (let size = Math.ceil(smallest.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < smallest.steps.length; ) {
      const left = smallest.steps.filter((_, i) => i < from || i >= from + size);
      if (left.length === smallest.steps.length || !(await breaks(left))) from += size;
    }
  }
  return smallest;
}
