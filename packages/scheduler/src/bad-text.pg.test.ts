import { Outcome } from '@carillon/protocol/grpc';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRawWorker } from './raw-worker.testing.ts';
import { call, workflow } from './workflows.testing.ts';

describe('reports with text that the store cannot keep', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster({
      nul: () => ({ said: 'a\0b' }),
      lone: () => ({ said: 'a\ud800b' }),
      fail: () => {
        throw new Error('a\0b');
      },
    });
  });
  afterAll(() => cluster.stop());

  it.each([
    ['nul', { state: 'success', output: { said: 'a\ufffdb' } }],
    ['lone', { state: 'success', output: { said: 'a\ufffdb' } }],
    ['fail', { state: 'failed', reason: { code: 'USER_ERROR' } }],
  ])('count with what can be kept: %s', async (handler, expected) => {
    await cluster.publish(workflow(`one_${handler}`, { only: call(handler) }));
    const runId = await cluster.start(`one_${handler}`);
    await cluster.ended(runId);
    expect((await cluster.tasks(runId))['only']).toMatchObject(expected);
  });

  it.each([
    ['output', { output: '{not json' }, 'OUTPUT_INVALID'],
    ['reason', { outcome: Outcome.OUTCOME_FAILED, reason: 'not json', output: '' }, 'USER_ERROR'],
  ])('fail the attempt where they cannot be read: %s', async (name, broken, code) => {
    const worker = await connectRawWorker(cluster.grpcPort, [`function:${name}`]);
    await cluster.publish(workflow(`raw_${name}`, { only: call(name) }));
    const runId = await cluster.start(`raw_${name}`);
    worker.report(await worker.assignment, broken);
    expect(await cluster.ended(runId)).toMatchObject({ state: 'failed', reason: { code } });
    worker.close();
  });
});
