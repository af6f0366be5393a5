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

  it('fail alone where the store refuses them all the same: what is reported with them counts', async () => {
    const [bad, good] = await Promise.all([
      connectRawWorker(cluster.grpcPort, ['function:bad']),
      connectRawWorker(cluster.grpcPort, ['function:good']),
    ]);
    await cluster.publish(workflow('raw_bad', { only: call('bad'), next: call('good', { needs: ['only'] }) }));
    await cluster.publish(workflow('raw_good', { only: call('good') }));
    const runs = [await cluster.start('raw_bad'), await cluster.start('raw_good')] as const;
    const assigned = await Promise.all([bad.assignment, good.assignment]);
    // An instant that no timestamp can hold.
    bad.report(assigned[0], { startedAtMs: 1e300 });
    good.report(assigned[1]);
    expect(await cluster.ended(runs[1])).toMatchObject({ state: 'success' });
    expect(await cluster.ended(runs[0])).toMatchObject({ state: 'failed' });
    expect((await cluster.tasks(runs[0]))['only']).toMatchObject({
      state: 'failed',
      reason: { code: 'OUTPUT_INVALID' },
    });
    await bad.acknowledged(1);
    bad.close();
    good.close();
  });
});
