import { exerciseCoordinator } from '@carillon/plugin-api/conformance';
import { newUuid } from '@carillon/runtime';
import { createTestStore, type TestStore } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from './open-store.ts';
import { createLeaseCoordinator, createTerms } from './terms.ts';

const TTL_MS = 1_000;
const OTHER = newUuid();

describe('leases in the store', () => {
  let stored: TestStore;
  let store: Store;
  beforeAll(async () => {
    stored = await createTestStore();
    ({ store } = stored);
  });
  afterAll(() => stored.stop());
  const terms = () => createTerms(store.database.api);

  it('keep the contract of coordinators', { timeout: 60_000 }, async () => {
    const owners = new Map<string, string>();
    const problems = await exerciseCoordinator({
      open: async (candidate) => {
        const owner = owners.get(candidate) ?? newUuid();
        owners.set(candidate, owner);
        return createLeaseCoordinator(terms(), { candidate: owner, ttlMs: TTL_MS });
      },
      kill: async () => {},
      ttlMs: TTL_MS,
    });
    expect(problems).toEqual([]);
  });

  it('rise with every change of hands, and let nobody write under a term that is over', async () => {
    const owner = newUuid();
    const first = await terms().lease('fenced', owner, 60_000);
    expect(first).toBe(1);
    expect(await terms().lease('fenced', owner, 60_000)).toBe(1);
    const old = { duty: 'fenced', owner, term: 1 };
    await store.outbox.next('fenced', 1);
    const cursor = async () =>
      (
        await store.database.api.query<{ xid: number }>(`select xid from event_cursor where consumer = 'fenced'`)
      ).rows.at(0)?.xid;
    const before = (await cursor()) ?? 0;
    await store.outbox.acknowledge('fenced', String(before + 1), old);
    expect(await cursor()).toBe(before + 1);

    await terms().endLease('fenced', owner);
    expect(await terms().lease('fenced', OTHER, 60_000)).toBe(2);
    await store.outbox.acknowledge('fenced', String(before + 2), old);
    expect(await cursor()).toBe(before + 1);
    await store.outbox.acknowledge('fenced', String(before + 2), { duty: 'fenced', owner: OTHER, term: 2 });
    expect(await cursor()).toBe(before + 2);
  });

  it('are renewed, and not taken over, while a write of their term has not committed', async () => {
    const owner = newUuid();
    await terms().lease('held', owner, 60_000);
    await terms().lease('slow', owner, 1);
    const client = await store.database.api.connect();
    try {
      await client.query('begin');
      await client.query(
        `select 1 from lease where name in ('held', 'slow') and term = 1 and owner = $1 for key share`,
        [owner],
      );
      const both = terms();
      expect(await Promise.all([both.lease('slow', OTHER, 60_000), both.lease('own', OTHER, 60_000)])).toEqual([
        undefined,
        1,
      ]);
      expect(await terms().lease('held', owner, 60_000)).toBe(1);
      await client.query('commit');
      expect(await terms().lease('slow', OTHER, 60_000)).toBe(2);
    } finally {
      client.release();
    }
  });
});
