import { startTestCluster, type TestCluster, TEST_SCOPE } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';
import { UNCOUNTED_STARTS } from './queued-runs.ts';

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

it('let the next start through once the store has given up on those it was held behind', async () => {
  const own = await startTestCluster();
  try {
    const { versionKey, workflowKey } = await own.publish(workflow('plain', { only: call('work') }));
    const request = {
      scope: TEST_SCOPE,
      workflowKey,
      versionKey,
      logicalTime: undefined,
      triggerKind: 'api',
      actor: 'li',
    } as const;
    const params = (count: number) => Array.from({ length: count }, () => ({}));
    const { starter } = own.scheduler;
    await starter.startMany(request, params(1));

    const blocker = await own.store.database.api.connect();
    const held = async (): Promise<number> => {
      const { rows } = await blocker.query('select count(*)::int4 held from pg_locks where not granted');
      return rows[0].held as number;
    };
    await blocker.query('begin');
    await blocker.query('lock table task_run in exclusive mode');
    // All that a server lets through before it counts again, and one that must wait for them.
    const starts = [...Array.from({ length: UNCOUNTED_STARTS / 1_000 }, () => 1_000), 1];
    let left = starts.length;
    const settled = Promise.allSettled(
      starts.map((count) => starter.startMany(request, params(count)).finally(() => (left -= 1))),
    );
    await vi.waitFor(async () => expect(await held()).toBeGreaterThan(0), WAIT);
    expect(left).toBe(starts.length);
    // As the time-out of statements does it: also to the last, which is let through while the store still holds.
    await vi.waitFor(async () => {
      await blocker.query('select pg_cancel_backend(pid) from pg_locks where not granted');
      expect(left).toBe(0);
    }, WAIT);
    for (const result of await settled)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } });
    await blocker.query('rollback');
    blocker.release();
    expect(await starter.startMany(request, params(1))).toMatchObject([{ kind: 'started' }]);
  } finally {
    await own.stop();
  }
}, 60_000);
