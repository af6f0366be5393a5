import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';

describe('the healer, step by step', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster(
      { ok: () => ({}) },
      {
        healer: { everyMs: 500, graceMs: 0 },
        engine: (store) => ({
          ...store,
          beginWait(wait) {
            if (wait.task === 'cursed') throw new Error('no decision about it comes to an end');
            return store.beginWait(wait);
          },
        }),
      },
    );
  });
  afterAll(() => cluster.stop());

  const query = async (text: string, values: readonly unknown[] = []) =>
    (await cluster.store.database.api.query(text, [...values])).rows;

  it('heals what it can although something cannot be decided at all', async () => {
    await cluster.publish(workflow('stuck', { cursed: { type: 'wait', with: { signal: 'go' } } }));
    await cluster.start('stuck');
    await cluster.publish(workflow('endable', { nap: { type: 'wait', with: { for: '1h' } }, work: call('ok') }));
    const runId = await cluster.start('endable');
    await query('update run set open = 0 where id = $1', [runId]);
    expect((await cluster.ended(runId)).state).toBe('success');
  });

  it('prunes however much is too old', async () => {
    const [before] = await query(
      `with s as (
         insert into signal (id, tenant_key, project_key, environment_key, name, payload, actor, at)
         select gen_random_uuid(), 1, 1, 1, 'old', '{}', 'li', now() - interval '8 days' from generate_series(1, 21000) returning 1)
       select count(*)::int4 n from s`,
    );
    expect(before.n).toBe(21_000);
    await query('truncate lease');
    await cluster.addNode();
    await vi.waitFor(
      async () => expect(await query(`select count(*)::int4 n from signal where name = 'old'`)).toEqual([{ n: 0 }]),
      { timeout: 15_000 },
    );
  }, 30_000);
});
