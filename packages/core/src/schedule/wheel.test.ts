import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWheel } from './wheel.ts';

/** The plain, slow twin: a list, sorted when asked. */
function createList() {
  const deadlines = new Map<string, { at: number; order: number }>();
  let order = 0;
  const sorted = () => [...deadlines].sort(([, a], [, b]) => a.at - b.at || a.order - b.order);
  return {
    schedule: (id: string, at: number) => void deadlines.set(id, { at, order: order++ }),
    cancel: (id: string) => deadlines.delete(id),
    advance(now: number) {
      const due = sorted().flatMap(([id, { at }]) => (at <= now ? [id] : []));
      for (const id of due) deadlines.delete(id);
      return due;
    },
    nextDeadline: () => sorted()[0]?.[1].at,
  };
}

describe('the timing wheel', () => {
  it('does what a sorted list does', () => {
    const id = fc.integer({ min: 0, max: 20 }).map(String);
    const span = fc.oneof(
      fc.integer({ min: -50, max: 300 }),
      fc.integer({ min: 0, max: 100_000 }),
      fc.integer({ min: 0, max: 2 ** 40 }),
    );
    const step = fc.oneof(
      fc.record({ do: fc.constant('schedule' as const), id, after: span }),
      fc.record({ do: fc.constant('cancel' as const), id }),
      fc.record({ do: fc.constant('advance' as const), by: span }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 80 }),
        fc.constantFrom(1, 10, 250),
        fc.integer({ min: 0, max: 2 ** 41 }),
        (steps, tickMs, start) => {
          let now = start;
          const wheel = createWheel({ tickMs, now });
          const list = createList();
          for (const one of steps) {
            if (one.do === 'schedule') {
              wheel.schedule(one.id, now + one.after);
              list.schedule(one.id, now + one.after);
            } else if (one.do === 'cancel') expect(wheel.cancel(one.id)).toBe(list.cancel(one.id));
            else {
              now += Math.max(0, one.by);
              expect(wheel.advance(now)).toEqual(list.advance(now));
            }
            expect(wheel.nextDeadline()).toBe(list.nextDeadline());
          }
        },
      ),
      { numRuns: 500 },
    );
  });
  it('gives nothing out early, not even within a tick', () => {
    const wheel = createWheel({ tickMs: 100, now: 1_000 });
    wheel.schedule('a', 1_050);
    expect(wheel.advance(1_049)).toEqual([]);
    expect(wheel.advance(1_050)).toEqual(['a']);
    expect(wheel.size).toBe(0);
  });
  it('gives nothing out when time goes back', () => {
    const wheel = createWheel({ tickMs: 10, now: 1_000 });
    wheel.schedule('a', 1_500);
    expect(wheel.advance(0)).toEqual([]);
    expect(wheel.advance(1_500)).toEqual(['a']);
  });
});
