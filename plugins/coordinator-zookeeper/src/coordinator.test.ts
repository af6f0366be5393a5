import type { Coordinator } from '@carillon/plugin-api';
import { exerciseCoordinator } from '@carillon/plugin-api/conformance';
import { type Service, startService, startTcpProxy, type TcpProxy, whenInstalled } from '@carillon/testkit/services';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCoordinator } from './coordinator.ts';

const TTL_MS = 2_000;
const PATIENT = { timeout: 30_000, interval: 50 };

describe.skipIf(!whenInstalled('zookeeper'))('a coordinator on ZooKeeper', () => {
  let zookeeper: Service;
  const ways = new Map<Coordinator, TcpProxy>();
  beforeAll(async () => {
    zookeeper = await startService('zookeeper');
  });
  afterAll(() => zookeeper.stop());
  afterEach(async () => {
    for (const [coordinator, way] of ways) {
      await coordinator.close();
      await way.stop();
    }
    ways.clear();
  });

  /** Each has a way of its own that can be cut. */
  const open = async (candidate: string): Promise<Coordinator> => {
    const way = await startTcpProxy(zookeeper.port);
    const address = `zookeeper://127.0.0.1:${way.port}/test`;
    const coordinator = await createCoordinator({ address, candidate, ttlMs: TTL_MS });
    ways.set(coordinator, way);
    return coordinator;
  };

  it('keeps the contract', { timeout: 60_000 }, async () => {
    const kill = async (coordinator: Coordinator) => ways.get(coordinator)?.cut();
    expect(await exerciseCoordinator({ open, kill, ttlMs: TTL_MS })).toEqual([]);
  });

  it('lets go when it is cut off, and stands again with a new session', { timeout: 60_000 }, async () => {
    const [first, second] = [await open('a'), await open('b')];
    expect(await first.hold('cut')).toBe(true);
    ways.get(first)?.cut();
    await expect(first.hold('cut')).rejects.toThrow('ZooKeeper has not answered');
    await vi.waitFor(async () => expect(await second.hold('cut')).toBe(true), PATIENT);
    ways.get(first)?.mend();
    // Its session has expired meanwhile: it must not believe that it still holds.
    await vi.waitFor(async () => expect(await first.hold('cut')).toBe(false), PATIENT);
    await second.release('cut');
    await vi.waitFor(async () => expect(await first.hold('cut')).toBe(true), PATIENT);
  });

  it('goes on with the next server when one is away, and says so when all are', async () => {
    const address = `zookeeper://127.0.0.1:1,127.0.0.1:${zookeeper.port}/next`;
    const coordinator = await createCoordinator({ address, candidate: 'a', ttlMs: TTL_MS });
    expect(await coordinator.hold('duty')).toBe(true);
    await coordinator.close();
    const nobody = await createCoordinator({ address: 'zookeeper://127.0.0.1:1', candidate: 'a', ttlMs: TTL_MS });
    await expect(nobody.hold('duty')).rejects.toThrow('no ZooKeeper of 127.0.0.1:1 answers');
  });
});
