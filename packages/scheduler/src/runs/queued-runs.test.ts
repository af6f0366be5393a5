import { createLogger } from '@carillon/runtime';
import { describe, expect, it, vi } from 'vitest';
import { createQueuedRuns, UNCOUNTED_STARTS } from './queued-runs.ts';

const TENANT = { tenantKey: 1 };
const LIMIT = 100_000;
const log = createLogger({ name: 'test', level: 'silent' });

/** What is written, as the store counts it, and how often it was asked. */
function storeWith(waiting: number) {
  const store = { waiting, queuedRuns: vi.fn<(tenantKey: number) => Promise<number>>() };
  store.queuedRuns.mockImplementation(async () => store.waiting);
  return store;
}

function server(store: ReturnType<typeof storeWith>, limit = LIMIT) {
  const queued = createQueuedRuns({ store, limit, log });
  const start = async (runs = 1): Promise<void> => {
    const written = await queued.enter(TENANT, runs);
    store.waiting += runs;
    written();
  };
  return { ...queued, start };
}

describe('the runs of a tenant that wait', () => {
  it.each([
    ['one below the limit', LIMIT - 1, true],
    ['at the limit', LIMIT, false],
    ['one beyond it', LIMIT + 1, false],
  ])('%s', async (_, waiting, isTaken) => {
    const { start } = server(storeWith(waiting));
    if (isTaken) await start();
    else await expect(start()).rejects.toMatchObject({ code: 'LIMIT_QUEUED_RUNS', details: { limit: LIMIT } });
  });

  it('are let through up to the limit and no further', async () => {
    const store = storeWith(LIMIT - 3);
    const { start } = server(store);
    for (let i = 0; i < 3; i++) await start();
    await expect(start()).rejects.toMatchObject({ code: 'LIMIT_QUEUED_RUNS' });
    expect(store.waiting).toBe(LIMIT);
  });

  it('are let through together or not at all', async () => {
    const { start } = server(storeWith(LIMIT - 500));
    await expect(start(501)).rejects.toMatchObject({ code: 'LIMIT_QUEUED_RUNS' });
    await start(500);
  });

  it('cost one count in thousands of starts', async () => {
    const store = storeWith(0);
    const { start } = server(store);
    for (let i = 0; i < UNCOUNTED_STARTS; i++) await start();
    expect(store.queuedRuns).toHaveBeenCalledTimes(1);
    await start();
    expect(store.queuedRuns).toHaveBeenCalledTimes(2);
  });

  it('pass the limit by no more than each further server may let through uncounted', async () => {
    const store = storeWith(0);
    const servers = [server(store), server(store), server(store)];
    const refused = new Set<number>();
    for (let i = 0; refused.size < servers.length; i++)
      await servers[i % servers.length]?.start(100).catch(() => refused.add(i % servers.length));
    expect(store.waiting).toBeGreaterThanOrEqual(LIMIT - 100);
    expect(store.waiting).toBeLessThanOrEqual(LIMIT + 2 * UNCOUNTED_STARTS);
  });

  it('that are being written while it counts are not forgotten', async () => {
    const store = storeWith(LIMIT - 2);
    const { enter } = server(store);
    const written = await Promise.all([enter(TENANT, 1), enter(TENANT, 1)]);
    // The store has not seen them yet.
    await expect(enter(TENANT, 1)).rejects.toMatchObject({ code: 'LIMIT_QUEUED_RUNS' });
    for (const done of written) done();
  });

  it('are not counted over and over while a slow store writes all that was let through', async () => {
    const store = storeWith(0);
    const { enter } = server(store);
    const writes = await Promise.all(Array.from({ length: UNCOUNTED_STARTS / 1_000 }, () => enter(TENANT, 1_000)));
    const next = vi.fn<() => void>();
    const entered = enter(TENANT, 1_000).then(next);
    // Whatever has been promised until then is done by the next turns of the loop.
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    expect([store.queuedRuns.mock.calls.length, next.mock.calls.length]).toEqual([1, 0]);
    store.waiting += 1_000;
    writes.at(0)?.();
    await entered;
    expect(store.queuedRuns).toHaveBeenCalledTimes(2);
  });

  it('of one tenant are not those of another', async () => {
    const store = storeWith(0);
    store.queuedRuns.mockImplementation(async (tenantKey) => (tenantKey === 1 ? LIMIT : 0));
    const { enter } = createQueuedRuns({ store, limit: LIMIT, log });
    await expect(enter({ tenantKey: 1 }, 1)).rejects.toMatchObject({ code: 'LIMIT_QUEUED_RUNS' });
    await enter({ tenantKey: 2 }, 1);
  });
});
