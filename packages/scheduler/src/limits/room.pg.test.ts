import { startTestCluster, type TestCluster, TEST_SCOPE } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';

/** More than a worker of one slot is ever promised at once. */
const REQUESTS = 1_200;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  await cluster.addWorker({ ok: () => ({}) }, { slots: 1 });
});
afterAll(() => cluster.stop());

it('is given back when the key of a request comes to nothing', async () => {
  const keys = await cluster.publish(
    workflow('keyless', { only: call('ok') }, { unique: { key: '${{ params.order.id }}' } }),
  );
  const request = {
    scope: TEST_SCOPE,
    ...keys,
    params: {},
    logicalTime: undefined,
    triggerKind: 'api',
    actor: 'test',
  };
  for (let i = 0; i < REQUESTS; i++)
    await expect(cluster.scheduler.starter.start(request)).rejects.toMatchObject({ code: 'EXPRESSION_UNKNOWN_NAME' });
  await cluster.publish(workflow('plain', { only: call('ok') }));
  expect((await cluster.ended(await cluster.start('plain'))).state).toBe('success');
}, 60_000);
