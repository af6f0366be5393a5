import { exerciseCoordinator } from '@carillon/plugin-api/conformance';
import { startService, startTcpProxy, type Service, whenInstalled } from '@carillon/testkit/services';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCoordinator } from './coordinator.ts';

const TTL_MS = 2_000;
const PATIENT = { timeout: 60_000, interval: 50 };
/** Each piece, each way. */
const SLOW_MS = 100;

describe.skipIf(!whenInstalled('etcd'))('a coordinator on etcd', () => {
  let etcd: Service;
  beforeAll(async () => {
    etcd = await startService('etcd');
  });
  afterAll(() => etcd.stop());

  it('keeps the contract', { timeout: 60_000 }, async () => {
    const address = `etcd://127.0.0.1:${etcd.port}/test`;
    const problems = await exerciseCoordinator({
      open: (candidate) => createCoordinator({ address, candidate, ttlMs: TTL_MS }),
      kill: (coordinator) => coordinator.close(),
      ttlMs: TTL_MS,
    });
    expect(problems).toEqual([]);
  });

  /** Each has a way of its own that can be cut, or made slow. */
  const open = async (candidate: string) => {
    const way = await startTcpProxy(etcd.port);
    const address = `etcd://127.0.0.1:${way.port}/ways`;
    const coordinator = await createCoordinator({ address, candidate, ttlMs: TTL_MS });
    onTestFinished(async () => {
      way.mend();
      await coordinator.close();
      await way.stop();
    });
    return { coordinator, way };
  };

  it('lets go when it is cut off, and does not believe that it still holds when it is back', PATIENT, async () => {
    const [first, second] = [await open('a'), await open('b')];
    expect(await first.coordinator.hold('cut')).toBe(true);
    expect(await second.coordinator.hold('cut')).toBe(false);
    first.way.cut();
    await expect(first.coordinator.hold('cut')).rejects.toThrow('answers');
    await vi.waitFor(async () => expect(await second.coordinator.hold('cut')).toBe(true), PATIENT);
    first.way.mend();
    await vi.waitFor(async () => expect(await first.coordinator.hold('cut')).toBe(false), PATIENT);
    expect(await second.coordinator.hold('cut')).toBe(true);
  });

  it('goes on over a slow way, and holds nothing over one that is too slow', PATIENT, async () => {
    const [first, second] = [await open('a'), await open('b')];
    first.way.slow(SLOW_MS);
    await vi.waitFor(async () => expect(await first.coordinator.hold('slow')).toBe(true), PATIENT);
    for (let round = 0; round < 5; round++) {
      expect(await second.coordinator.hold('slow')).toBe(false);
      expect(await first.coordinator.hold('slow')).toBe(true);
    }
    first.way.slow(2 * TTL_MS);
    await expect(first.coordinator.hold('slow')).rejects.toThrow('answers');
    await vi.waitFor(async () => expect(await second.coordinator.hold('slow')).toBe(true), PATIENT);
  });

  it('goes on with the next server when one is away, and says so when all are', async () => {
    const address = `etcd://127.0.0.1:1,127.0.0.1:${etcd.port}/next`;
    const coordinator = await createCoordinator({ address, candidate: 'a', ttlMs: TTL_MS });
    expect(await coordinator.hold('duty')).toBe(true);
    const nobody = await createCoordinator({ address: 'etcd://127.0.0.1:1', candidate: 'a', ttlMs: TTL_MS });
    await expect(nobody.hold('duty')).rejects.toThrow('no etcd of http://127.0.0.1:1 answers');
  });
});
