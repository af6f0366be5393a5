import { startTestCluster, type TestCluster, TEST_SCOPE } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';

const LIMIT = 6;
const WAIT = { timeout: 15_000, interval: 50 };
let cluster: TestCluster;

beforeAll(async () => {
  cluster = await startTestCluster({}, { queuedRuns: LIMIT });
});
afterAll(() => cluster.stop());

const { tenantKey } = TEST_SCOPE;
const waiting = (): Promise<number> => cluster.store.engine.queuedRuns(tenantKey, 1_000);

it('wait up to the limit, of every kind; the next start is refused, a firing is skipped, until there is room', async () => {
  await cluster.publish(workflow('plain', { only: call('work') }));
  await cluster.publish(workflow('wide', { a: call('work'), b: call('work'), c: call('work', { needs: ['a'] }) }));
  await cluster.publish(workflow('paced', { only: call('work', { concurrency: { max: 1 } }) }));
  await cluster.publish(workflow('serial', { only: call('work') }, { concurrency: { max: 1 } }));
  for (const name of ['plain', 'wide', 'paced', 'paced', 'serial', 'serial']) await cluster.start(name);
  expect(await waiting()).toBe(LIMIT);
  await expect(cluster.start('plain')).rejects.toMatchObject({ code: 'LIMIT_QUEUED_RUNS' });

  const schedules = [{ name: 'main', definition: { cron: '* * * * * *' }, nextFireAt: new Date() }];
  await cluster.publish(workflow('ticking', { only: { type: 'noop' } }), { schedules });
  const outcomes = async (): Promise<readonly string[]> => {
    const { rows } = await cluster.store.database.api.query("select outcome || ' ' || reason told from firing");
    return rows.map(({ told }) => told as string);
  };
  await vi.waitFor(async () => expect(await outcomes()).toContain('skipped queue_full'), WAIT);
  expect(await waiting()).toBe(LIMIT);

  await cluster.addWorker({ work: () => ({}) });
  await vi.waitFor(async () => expect(await outcomes()).toContain('fired on_time'), WAIT);
  await vi.waitFor(() => cluster.start('plain'), WAIT);
}, 60_000);
