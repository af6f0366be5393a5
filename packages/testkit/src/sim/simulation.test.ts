/** That whole clusters keep their promises, that a seed brings its history back, and that the checks find what is broken. */
import { describe, expect, it } from 'vitest';
import { KEPT_SEEDS } from './campaign/kept-seeds.ts';
import { MOMENT, stretchOf } from './load/shapes.ts';
import { shrink, simulate } from './load/simulate.ts';
import { storyOf } from './load/story.ts';
import type { Shape } from './load/steps.ts';
import type { Safety } from './store/tables.ts';

/** Enough of them to find any safety that is gone; most need one. */
const MUTANT_SEEDS = 40;

describe('simulated clusters', () => {
  // A few of each; the campaign plays thousands.
  it.each<[string, (seed: number) => Shape, number]>([
    ['moments in which everything comes at once', () => MOMENT, 20],
    ['stretches under load', stretchOf, 6],
  ])(
    'keep every promise in %s',
    async (_, shapeOf, count) => {
      for (let seed = 1; seed <= count; seed++) {
        const simulated = await simulate(seed, shapeOf(seed));
        expect(simulated.violations, storyOf(simulated)).toEqual([]);
      }
    },
    120_000,
  );

  it('keep the promises that they once broke', async () => {
    for (const { seed, shape } of KEPT_SEEDS) {
      const simulated = await simulate(seed, shape);
      expect(simulated.violations, storyOf(simulated)).toEqual([]);
    }
  }, 60_000);

  it('bring a history back from its seed, to the last event', async () => {
    const [first, again] = [await simulate(7, MOMENT), await simulate(7, MOMENT)];
    expect(again.events).toBe(first.events);
    expect(again.history.events).toEqual(first.history.events);
    expect(again.history.executions).toEqual(first.history.executions);
    const other = await simulate(8, MOMENT);
    expect(other.history.events).not.toEqual(first.history.events);
  }, 60_000);

  it.each<[Safety, string]>([
    ['fence', 'I5'],
    ['unique_firing', 'I1'],
    ['seen_state', 'I6'],
    ['lease_margin', 'I6'],
    ['claim_state', 'I6'],
    ['run_lock', 'I12'],
    ['term', 'I10'],
    ['journal', 'I5'],
    ['signal_once', 'I7'],
    ['sla_once', 'I7'],
    ['slot_count', 'I9'],
  ])(
    'are found out within a few seeds without %s',
    async (safety, check) => {
      const without = new Set([safety]);
      const found = new Set<string>();
      for (let seed = 1; seed <= MUTANT_SEEDS && !found.has(check); seed++) {
        const { violations } = await simulate(seed, { ...stretchOf(seed), servers: 2 }, { without });
        for (const violation of violations) found.add(violation.check);
      }
      expect([...found]).toContain(check);
    },
    120_000,
  );

  it('tell a violation in few steps', async () => {
    const without = new Set<Safety>(['lease_margin']);
    const shape = { ...MOMENT, lengthMs: 60_000 };
    let seed = 1;
    let failed = await simulate(seed, shape, { without });
    while (failed.violations.length === 0) failed = await simulate(++seed, shape, { without });
    const shortest = await shrink(failed, shape, { without });
    expect(shortest.violations.map(({ check }) => check)).toContain(failed.violations[0]?.check);
    expect(shortest.steps.length).toBeLessThan(failed.steps.length);
    expect(storyOf(shortest)).toMatch(/fault: /);
  }, 120_000);
});
