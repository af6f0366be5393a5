import type { Coordinator, TermStore } from '@carillon/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLeadership, DEFAULT_LEADER } from './leadership.ts';
import { createLogger } from './logger.ts';

const log = createLogger({ name: 'test', level: 'silent' });

/** Terms as the store keeps them, on the same clock. */
function createTerms(): TermStore & { broken: boolean } {
  const rows = new Map<string, { owner: string; term: number; until: number }>();
  const terms = {
    broken: false,
    async lease(duty: string, owner: string, ttlMs: number) {
      if (terms.broken) throw new Error('away');
      const row = rows.get(duty);
      const now = performance.now();
      if (row && row.owner !== owner && row.until > now) return undefined;
      const term = row ? row.term + (row.owner === owner ? 0 : 1) : 1;
      rows.set(duty, { owner, term, until: now + ttlMs });
      return term;
    },
    async endLease(duty: string, owner: string) {
      const row = rows.get(duty);
      if (row?.owner === owner) row.until = 0;
    },
  };
  return terms;
}

describe('leadership', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is one node’s, renewed for as long as it lives', async () => {
    const store = createTerms();
    const [a, b] = ['a', 'b'].map((owner) => createLeadership({ store, owner, log })) as [
      ReturnType<typeof createLeadership>,
      ReturnType<typeof createLeadership>,
    ];
    a.start();
    b.start();
    expect(await a.lead('healer')).toEqual({ duty: 'healer', owner: 'a', term: 1 });
    expect(await b.lead('healer')).toBeUndefined();
    await vi.advanceTimersByTimeAsync(10 * DEFAULT_LEADER.ttlMs);
    expect(await a.lead('healer')).toMatchObject({ term: 1 });
    expect(await b.lead('healer')).toBeUndefined();
    await a.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await b.lead('healer')).toMatchObject({ owner: 'b', term: 2 });
    await b.stop();
  });

  it('is given up before another can have it, when the store or the coordinator is away', async () => {
    for (const broken of ['store', 'coordinator'] as const) {
      const store = createTerms();
      let isAway = false;
      const coordinator: Coordinator = {
        async hold() {
          if (isAway) throw new Error('away');
          return true;
        },
        release: async () => {},
        close: async () => {},
      };
      const leader = createLeadership({ store, coordinator, owner: 'a', log });
      leader.start();
      expect(await leader.lead('healer')).toMatchObject({ term: 1 });
      if (broken === 'store') store.broken = true;
      else isAway = true;
      await vi.advanceTimersByTimeAsync(9_000);
      expect(await leader.lead('healer')).toMatchObject({ term: 1 });
      await vi.advanceTimersByTimeAsync(1_500);
      expect(await leader.lead('healer')).toBeUndefined();
      [store.broken, isAway] = [false, false];
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await leader.lead('healer')).toBeDefined();
      await leader.stop();
    }
  });

  it('is nobody’s whom the coordinator has not chosen, whatever the store would say', async () => {
    const store = createTerms();
    const coordinator: Coordinator = { hold: async () => false, release: async () => {}, close: async () => {} };
    const refused = createLeadership({ store, coordinator, owner: 'a', log });
    expect(await refused.lead('healer')).toBeUndefined();
    expect(await store.lease('healer', 'b', 1_000)).toBe(1);
    await refused.stop();
  });
});
