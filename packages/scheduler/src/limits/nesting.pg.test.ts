import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ ok: () => ({}) });
});
afterAll(() => cluster.stop());

it('ends at its bound although each level waits for a limit first', async () => {
  const again = workflow(
    'deeper',
    {
      next: {
        type: 'workflow',
        with: { workflow: 'deeper', params: { level: '${{ params.level + 1 }}' } },
        // Beyond any bound: what never ends would not end a test either.
        when: 'params.level < 60',
      },
      work: call('ok'),
    },
    {
      params: { level: { type: 'integer', default: 0 } },
      concurrency: { max: 1, key: '${{ params.level }}' },
    },
  );
  await cluster.publish(again);
  const ended = await cluster.ended(await cluster.start('deeper', { level: 0 }));
  expect(ended.state).toBe('failed');
}, 60_000);
