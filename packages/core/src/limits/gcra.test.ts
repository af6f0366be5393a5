import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../../tests/property-seed.ts';
import { afterGrant, nextGrantAt, rateInterval } from './gcra.ts';

const MINUTE = 60_000;
const START = 1_795_000_000_000;

/** Grants each request as soon as the rate lets it, as lines do; times in milliseconds. */
function play(figures: { limit: number; perMs: number; burst: number }, gaps: readonly number[]): readonly number[] {
  const rate = { intervalMs: rateInterval(figures.limit, figures.perMs), burst: figures.burst };
  let tat = 0;
  let now = START;
  return gaps.map((gap) => {
    now = Math.max(now + gap, nextGrantAt(tat, rate));
    tat = afterGrant(tat, now, rate);
    return now;
  });
}

const figures = fc.record({
  limit: fc.integer({ min: 1, max: 500 }),
  perMs: fc.constantFrom(250, 1_000, MINUTE, 3_600_000, 86_400_000),
  burst: fc.integer({ min: 1, max: 20 }),
});
const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(100), fc.nat(2 * MINUTE)), { minLength: 1, maxLength: 200 });

describe('a rate', () => {
  it('lets no more than limit + burst - 1 through in any stretch as long as its period', () => {
    fc.assert(
      fc.property(figures, gaps, (given, asked) => {
        const times = play(given, asked);
        times.forEach((from, i) => {
          const within = times.slice(i).filter((at) => at < from + given.perMs).length;
          expect(within).toBeLessThanOrEqual(given.limit + given.burst - 1);
        });
      }),
    );
  });

  it('never lets more than its limit through without a burst', () => {
    fc.assert(
      fc.property(figures, gaps, (given, asked) => {
        const times = play({ ...given, burst: 1 }, asked);
        times.forEach((from, i) => {
          const within = times.slice(i).filter((at) => at < from + given.perMs).length;
          expect(within).toBeLessThanOrEqual(given.limit);
        });
      }),
    );
  });

  it('loses nothing: requests that come all at once take the time of the limit and no more', () => {
    fc.assert(
      fc.property(figures, fc.integer({ min: 1, max: 300 }), (given, count) => {
        const times = play(
          given,
          Array.from({ length: count }, () => 0),
        );
        const interval = rateInterval(given.limit, given.perMs);
        const expected = START + Math.max(0, count - given.burst) * interval;
        expect(times.at(-1)).toBeCloseTo(expected, 2);
      }),
    );
  });

  it('lets a burst through after an idle time, and spreads what follows', () => {
    const times = play({ limit: 10, perMs: MINUTE, burst: 3 }, [0, 0, 0, 0, 0]);
    expect(times.map((at) => at - START)).toEqual([0, 0, 0, 6_000, 12_000]);
  });

  it('saves nothing up beyond the burst', () => {
    const times = play({ limit: 10, perMs: MINUTE, burst: 2 }, [0, 10 * MINUTE, 0, 0]);
    expect(times.map((at) => at - START - 10 * MINUTE)).toEqual([-10 * MINUTE, 0, 0, 6_000]);
  });
});
