import { exerciseCoordinator } from '@carillon/plugin-api/conformance';
import { startService, type Service, whenInstalled } from '@carillon/testkit/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCoordinator } from './coordinator.ts';

const TTL_MS = 2_000;

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

  it('goes on with the next server when one is away, and says so when all are', async () => {
    const address = `etcd://127.0.0.1:1,127.0.0.1:${etcd.port}/next`;
    const coordinator = await createCoordinator({ address, candidate: 'a', ttlMs: TTL_MS });
    expect(await coordinator.hold('duty')).toBe(true);
    const nobody = await createCoordinator({ address: 'etcd://127.0.0.1:1', candidate: 'a', ttlMs: TTL_MS });
    await expect(nobody.hold('duty')).rejects.toThrow('no etcd of http://127.0.0.1:1 answers');
  });
});
