import { exerciseCoordinator } from '@carillon/plugin-api/conformance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiDouble, startApiDouble } from './api-double.testing.ts';
import { createCoordinator } from './coordinator.ts';

const TTL_MS = 1_000;
/** A kubeconfig of a real cluster, in which the namespace `default` may be written. */
const REAL = process.env['CARILLON_TEST_KUBECONFIG'];

describe('a coordinator on Kubernetes', () => {
  let double: ApiDouble | undefined;
  beforeAll(async () => {
    if (REAL === undefined) double = await startApiDouble();
  });
  afterAll(() => double?.close());

  it('keeps the contract', { timeout: 60_000 }, async () => {
    const suffix = `${process.pid}-${Date.now()}`;
    const address = `kubernetes://default?kubeconfig=${REAL ?? double?.kubeconfig}`;
    const problems = await exerciseCoordinator({
      open: (candidate) => createCoordinator({ address, candidate: `${candidate}-${suffix}`, ttlMs: TTL_MS }),
      kill: (coordinator) => coordinator.close(),
      ttlMs: TTL_MS,
    });
    expect(problems).toEqual([]);
  });

  it('says that it cannot be reached', async () => {
    await double?.close();
    const address = `kubernetes://default?kubeconfig=${double?.kubeconfig}`;
    await expect(createCoordinator({ address, candidate: 'a', ttlMs: TTL_MS })).rejects.toThrow(/ENOENT|no such file/);
    double = undefined;
  });
});
