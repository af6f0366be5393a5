import { startTestCluster, type TestCluster, TEST_SCOPE } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';

let cluster: TestCluster;
let isCut = false;
beforeAll(async () => {
  cluster = await startTestCluster(
    {
      held: (_, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({}));
        }),
    },
    {
      engine: (store) => ({
        ...store,
        async accept(...given) {
          const accepted = await store.accept(...given);
          if (isCut) throw Object.assign(new Error('the answer is lost'), { code: '57P01' });
          return accepted;
        },
      }),
    },
  );
});
afterAll(() => cluster.stop());

it('stops the run before with the commit that makes the new one', async () => {
  const keys = await cluster.publish(
    workflow('replacing', { work: call('held') }, { unique: { key: 'all', onDuplicate: 'replace' } }),
  );
  const start = () =>
    cluster.scheduler.starter.start({
      scope: TEST_SCOPE,
      ...keys,
      params: {},
      logicalTime: undefined,
      triggerKind: 'api',
      actor: 'test',
    });
  const first = await start();
  isCut = true;
  await expect(start()).rejects.toThrow('the answer is lost');
  expect(await cluster.ended('runId' in first ? first.runId : '')).toMatchObject({
    state: 'stopped',
    reason: { code: 'REPLACED' },
  });
}, 40_000);
