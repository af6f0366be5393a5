import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../../tests/property-seed.ts';
import { chooseGrants, type LimitState, type LimitWaiter, OVERTAKE_MS } from './choose-grants.ts';

const waiter = (rank: number, limits: readonly string[], waitedMs = 0): LimitWaiter => ({
  runId: `r${rank}`,
  taskNo: 0,
  rank,
  waitedMs,
  limits,
});
const slots = (id: string, room: number): LimitState => ({ id, room, rate: undefined });
const who = (waiters: readonly LimitWaiter[]): readonly number[] => waiters.map(({ rank }) => rank);

describe('granting', () => {
  it('goes by rank, as far as there is room', () => {
    const waiters = [waiter(3, ['a']), waiter(1, ['a']), waiter(2, ['a'])];
    expect(who(chooseGrants(waiters, [slots('a', 2)], 0).granted)).toEqual([1, 2]);
  });

  it('grants all limits of a holder or none', () => {
    const { granted } = chooseGrants([waiter(1, ['a', 'b']), waiter(2, ['a'])], [slots('a', 1), slots('b', 0)], 0);
    expect(who(granted)).toEqual([2]);
  });

  it('lets nobody pass one who has waited long for several', () => {
    const waiters = [waiter(1, ['a', 'b'], OVERTAKE_MS + 1), waiter(2, ['a']), waiter(3, ['c'])];
    const states = [slots('a', 1), slots('b', 0), slots('c', 1)];
    expect(who(chooseGrants(waiters, states, 0).granted)).toEqual([3]);
  });

  it('grants nothing under a limit that is not known', () => {
    expect(chooseGrants([waiter(1, ['a'])], [], 0).granted).toEqual([]);
  });

  it('uses rates up, and tells what is left of them', () => {
    const rate = { intervalMs: 100, burst: 2, tatMs: 0 };
    const { granted, tats } = chooseGrants(
      [1, 2, 3].map((rank) => waiter(rank, ['a'])),
      [{ id: 'a', room: undefined, rate }],
      1_000,
    );
    expect(who(granted)).toEqual([1, 2]);
    expect(tats).toEqual(new Map([['a', 1_200]]));
  });

  const ids = ['a', 'b', 'c'];
  const scene = fc.record({
    rooms: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
    waiters: fc.array(
      fc.record({
        rank: fc.nat(50),
        limits: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 }),
        waitedMs: fc.nat(2 * OVERTAKE_MS),
      }),
      { maxLength: 12 },
    ),
  });

  it('never goes beyond the room, and leaves nobody waiting whom nothing holds', () => {
    fc.assert(
      fc.property(scene, ({ rooms, waiters }) => {
        const all = waiters.map((one, i) => ({ ...one, runId: `r${i}`, taskNo: 0 }));
        const states = ids.map((id, i) => slots(id, rooms.at(i) as number));
        const { granted } = chooseGrants(all, states, 0);
        const left = new Map(
          states.map(({ id, room = 0 }) => [id, room - granted.filter(({ limits }) => limits.includes(id)).length]),
        );
        for (const room of left.values()) expect(room).toBeGreaterThanOrEqual(0);
        const isAged = all.some((one) => !granted.includes(one) && one.limits.length > 1 && one.waitedMs > OVERTAKE_MS);
        const free = all.filter((one) => !granted.includes(one) && one.limits.every((id) => (left.get(id) ?? 0) > 0));
        if (!isAged) expect(free).toEqual([]);
      }),
    );
  });

  it('comes to everybody in the end, also to those who need all while others need one each', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b'), { minLength: 20, maxLength: 60 }), (arrivals) => {
        // One slot each, always wanted; the greedy one needs both at once. A holder stays for two rounds.
        let waiting: LimitWaiter[] = [waiter(0, ['a', 'b'])];
        let held: { readonly limits: readonly string[]; readonly until: number }[] = [
          { limits: ['a'], until: 1 },
          { limits: ['b'], until: 2 },
        ];
        let servedAt: number | undefined;
        for (const [round, limit] of arrivals.entries()) {
          waiting = [...waiting, waiter(round + 1, [limit]), waiter(round + 1_000, [limit === 'a' ? 'b' : 'a'])];
          held = held.filter(({ until }) => until > round);
          const states = ['a', 'b'].map((id) => slots(id, held.some(({ limits }) => limits.includes(id)) ? 0 : 1));
          const aged = waiting.map((one) => ({ ...one, waitedMs: round * 10_000 }));
          const { granted } = chooseGrants(aged, states, 0);
          held = [...held, ...granted.map(({ limits }) => ({ limits, until: round + 2 }))];
          waiting = waiting.filter(({ rank }) => !who(granted).includes(rank));
          if (who(granted).includes(0)) servedAt = round;
        }
        expect(servedAt).toBeLessThanOrEqual(OVERTAKE_MS / 10_000 + 3);
      }),
    );
  });
});
