/** Who still has a lease when the store was away for longer than one lasts. */
import { newUuid } from '@carillon/runtime';
import { createTestStore, type TestStore } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const TIMES = { leaseMs: 14_000, silentAfterMs: 7_500 };
const MARGIN_MS = 1_000;
const CENTURY_MS = 100 * 365 * 86_400_000;
const NEVER = { marginMs: CENTURY_MS, leaseMs: CENTURY_MS };

describe('a lease that ran out', () => {
  let stored: TestStore;
  beforeAll(async () => {
    stored = await createTestStore();
  });
  afterAll(() => stored.stop());

  async function openSession(): Promise<{ readonly id: string; readonly key: number }> {
    const id = newUuid();
    const offer = { group: 'default', capabilities: [], labels: {}, resources: {}, slots: 1, version: '0', host: 'h' };
    const key = await stored.store.engine.openSession({ id, name: 'w', ...offer, leaseMs: TIMES.leaseMs });
    return { id, key };
  }
  const beat = async (key: number): Promise<boolean> => {
    const beats = [{ key, busy: 0, room: 1, isDraining: false, running: new Map() }];
    return (await stored.store.engine.beat(beats, TIMES)).has(key);
  };
  const expire = async (expected?: { now: number; withinMs: number }) =>
    (await stored.store.engine.expireSessions({ marginMs: MARGIN_MS, leaseMs: TIMES.leaseMs }, expected)).expired;
  /** As after an outage of ten minutes. */
  const runOut = (key: number) =>
    stored.store.database.api.query(
      `update worker_lease set lease_until = now() - interval '10 minutes' where session_key = $1`,
      [key],
    );

  it('is renewed by the next beat while nobody has given it away', async () => {
    const { key } = await openSession();
    await runOut(key);
    expect(await beat(key)).toBe(true);
    expect(await expire()).toBe(0);
  });

  it('is taken up again by a stream that resumes its session', async () => {
    const { id, key } = await openSession();
    await runOut(key);
    expect(await stored.store.engine.resumeSession(id, TIMES.leaseMs)).toEqual({ key });
  });

  it('is nobody’s once it was given away', async () => {
    const { id, key } = await openSession();
    await runOut(key);
    expect(await expire()).toBe(1);
    expect(await beat(key)).toBe(false);
    expect(await stored.store.engine.resumeSession(id, TIMES.leaseMs)).toBeUndefined();
  });

  it('is not given away by a clock that has stepped', async () => {
    const { key } = await openSession();
    await runOut(key);
    const { now } = await stored.store.engine.expireSessions(NEVER);
    expect(Math.abs(now - (await stored.store.engine.now()))).toBeLessThan(60_000);
    expect(await expire({ now: now - 120_000, withinMs: 60_000 })).toBe(0);
    expect(await expire({ now, withinMs: 60_000 })).toBe(1);
    expect(await beat(key)).toBe(false);
  });

  it('is not that of a worker that left', async () => {
    const { id, key } = await openSession();
    await stored.store.engine.endSession(key);
    expect(await beat(key)).toBe(false);
    expect(await stored.store.engine.resumeSession(id, TIMES.leaseMs)).toBeUndefined();
  });
});
