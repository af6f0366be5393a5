import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../../tests/property-seed.ts';
import {
  calmSince,
  isShed,
  LOAD_HOLD_MS,
  type LoadSample,
  type LoadState,
  nextLoad,
  SHED,
  shedAt,
} from './load-level.ts';

const CALM = { loopDelayMs: 5, storeMs: 5 };
const BETWEEN = { loopDelayMs: 150, storeMs: 5 };
const SLOW_LOOP = { loopDelayMs: 201, storeMs: 5 };
const SLOW_STORE = { loopDelayMs: 5, storeMs: 501 };

/** One sample a second, from a calm server on; the states behind each. */
function play(samples: readonly LoadSample[], everyMs = 1_000): readonly LoadState[] {
  let state = calmSince(0);
  return samples.map((sample, i) => (state = nextLoad(state, sample, i * everyMs)));
}
const levels = (samples: readonly LoadSample[]): readonly number[] => play(samples).map(({ level }) => level);
const times = (count: number, sample: LoadSample): LoadSample[] => Array.from({ length: count }, () => sample);

const samples = fc.array(
  fc.record({ loopDelayMs: fc.integer({ min: 0, max: 400 }), storeMs: fc.integer({ min: 0, max: 1_000 }) }),
  { maxLength: 200 },
);

describe('the level of load', () => {
  it.each([SLOW_LOOP, SLOW_STORE])('rises once the pressure held for ten seconds, and by one each ten', (pressed) => {
    expect(levels(times(10, pressed)).at(-1)).toBe(0);
    expect(levels(times(11, pressed)).at(-1)).toBe(1);
    expect(levels(times(100, pressed)).at(-1)).toBe(4);
    expect(levels(times(100, pressed)).filter((level) => level === 2)).toHaveLength(10);
  });

  it('begins to count anew when the pressure was interrupted', () => {
    expect(levels([...times(9, SLOW_LOOP), BETWEEN, ...times(9, SLOW_LOOP)]).at(-1)).toBe(0);
  });

  it('falls once there was ease for ten seconds, and stays between the lines', () => {
    const risen = times(11, SLOW_LOOP);
    expect(levels([...risen, ...times(100, BETWEEN)]).at(-1)).toBe(1);
    expect(levels([...risen, ...times(10, CALM)]).at(-1)).toBe(1);
    expect(levels([...risen, ...times(11, CALM)]).at(-1)).toBe(0);
  });

  it('never moves by more than one in ten seconds', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const states = play(given);
        const moved = states.flatMap(({ level }, i) => (level === (states[i - 1]?.level ?? 0) ? [] : [i * 1_000]));
        for (const [i, at] of moved.entries()) expect(at - (moved[i - 1] ?? 0)).toBeGreaterThanOrEqual(LOAD_HOLD_MS);
        for (const [i, { level }] of states.entries())
          expect(Math.abs(level - (states[i - 1]?.level ?? 0))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is never lower under more pressure', () => {
    const pairs = fc.array(
      fc.record({
        less: fc.record({ loopDelayMs: fc.integer({ min: 0, max: 400 }), storeMs: fc.integer({ min: 0, max: 1_000 }) }),
        moreLoop: fc.integer({ min: 0, max: 200 }),
        moreStore: fc.integer({ min: 0, max: 500 }),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(pairs, (given) => {
        const low = levels(given.map(({ less }) => less));
        const high = levels(
          given.map(({ less, moreLoop, moreStore }) => ({
            loopDelayMs: less.loopDelayMs + moreLoop,
            storeMs: less.storeMs + moreStore,
          })),
        );
        for (const [i, level] of low.entries()) expect(high[i]).toBeGreaterThanOrEqual(level);
      }),
    );
  });

  it('puts off one thing more with each level, in the order that was promised', () => {
    expect(SHED).toEqual(['views', 'backfills', 'low_priority', 'starts']);
    expect(shedAt(0)).toEqual([]);
    expect(shedAt(2)).toEqual(['views', 'backfills']);
    expect(isShed(3, 'starts')).toBe(false);
    expect(isShed(4, 'starts')).toBe(true);
  });
});
