import type { TaskDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { workflow } from '../workflows.testing.ts';

let cluster: TestCluster;
let cursed: string | undefined;
beforeAll(async () => {
  cluster = await startTestCluster(
    {},
    {
      engine: (store) => ({
        ...store,
        settleApproval(runId, ...more) {
          if (runId === cursed) throw new Error('nobody can tell');
          return store.settleApproval(runId, ...more);
        },
      }),
    },
  );
});
afterAll(() => cluster.stop());

it('does what is due although something before it cannot be done', async () => {
  const approval: TaskDocument = { type: 'approval', with: { title: 'go?', expires: '1h' } };
  await cluster.publish(workflow('asks', { approval }));
  await cluster.publish(workflow('naps', { nap: { type: 'wait', with: { for: '1h' } } }));
  cursed = await cluster.start('asks');
  const runId = await cluster.start('naps');
  const due = (): Promise<unknown> =>
    cluster.store.database.api.query(
      `update task_run set due_at = clock_timestamp() - case when run_id = $1 then interval '1 s' else interval '0' end
       where state = 4 and due_at is not null and (select count(*) from task_run where state = 4 and due_at is not null) = 2`,
      [cursed],
    );
  await expect
    .poll(async () => ((await due()) as { rowCount: number }).rowCount, { timeout: 10_000, interval: 20 })
    .toBe(2);
  expect((await cluster.ended(runId)).state).toBe('success');
}, 40_000);
