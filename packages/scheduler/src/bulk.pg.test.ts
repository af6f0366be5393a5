/** Commands for many runs, carried out by two nodes at the same time. */
import { type BulkAction, type BulkRecord, bulkSkip, formatId } from '@carillon/core';
import { startTestCluster, TEST_SCOPE, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };
const WAIT = { timeout: 30_000, interval: 20 };

describe('one command for many runs', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster({
      stand: (_params, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')));
        }),
      fail: () => {
        throw new Error('broken');
      },
    });
    await cluster.addNode();
  });
  afterAll(() => cluster.stop());

  const started = async (name: string, handler: string, count: number): Promise<readonly string[]> => {
    await cluster.publish(workflow(name, { only: call(handler), last: call(handler, { needs: ['only'] }) }));
    return Promise.all(Array.from({ length: count }, () => cluster.start(name)));
  };
  const bulks = () => cluster.store.bulks;
  const plan = async (action: BulkAction, ids: readonly string[], rate = 500): Promise<string> => {
    const runs = await Promise.all(
      ids.map(async (id) => {
        const run = await cluster.store.queries.run(TENANT, id);
        if (!run) throw new Error(`no run ${id}`);
        return {
          runId: id,
          project: 'default',
          workflow: run.workflow,
          runState: run.state,
          skip: bulkSkip(action, run),
        };
      }),
    );
    return bulks().add(TEST_SCOPE, { action, environment: 'dev', filter: {}, rate, actor: 'li', runs });
  };
  const apply = (id: string) => bulks().command(TENANT, id, 'apply', { message: 'the warehouse is back' });
  const until = async (id: string, state: string): Promise<BulkRecord> =>
    vi.waitFor(async () => {
      const bulk = (await bulks().get(TENANT, id)) as BulkRecord;
      expect(bulk.state).toBe(state);
      return bulk;
    }, WAIT);
  const audited = async (action: string, planId: string): Promise<number> => {
    const { rows } = await cluster.store.database.api.query<{ count: number }>(
      `select count(*)::int4 count from audit
       where action = $1 and after ->> 'plan' = $2 and actor = 'li' and reason = 'the warehouse is back'`,
      [action, formatId('pln', planId)],
    );
    return rows[0]?.count ?? 0;
  };

  it('stops each run once, with its reason, and writes a row of the audit for each', async () => {
    const ids = await started('standing', 'stand', 30);
    const id = await plan('stop', ids);
    expect(await bulks().get(TENANT, id)).toMatchObject({ state: 'planned', totals: { planned: 30 } });
    // Planned, it does nothing: the runs stand until it is applied.
    expect(await apply(id)).toBe(true);
    expect(await apply(id)).toBe(false);
    expect(await until(id, 'success')).toMatchObject({ totals: { done: 30, planned: 0, running: 0 } });
    for (const runId of ids) {
      const run = await cluster.ended(runId);
      expect(run).toMatchObject({
        state: 'stopped',
        reason: { code: 'STOPPED_BY_USER', params: { actor: 'li', message: 'the warehouse is back' } },
      });
    }
    expect(await audited('run.stop', id)).toBe(30);
  });

  it('runs failed runs again as new ones, each once though it is taken twice', async () => {
    const ids = await started('broken', 'fail', 12);
    for (const id of ids) expect((await cluster.ended(id)).state).toBe('failed');
    const id = await plan('rerun_failed', ids);
    await apply(id);
    await until(id, 'success');
    const first = await bulks().runs(TENANT, id, 0, 100);
    expect(new Set(first.map((run) => run.newRunId)).size).toBe(12);
    // A node that died before it had settled: the same runs have their turn again.
    await cluster.store.database.api.query(
      `with b as (update bulk set state = 'running', ended_at = null where id = $1 returning key)
       update bulk_run set state = 'running', taken_at = now() - interval '2 minutes', new_run_id = null where bulk_key = (select key from b)`,
      [id],
    );
    await until(id, 'success');
    const second = await bulks().runs(TENANT, id, 0, 100);
    expect(second.map((run) => run.newRunId)).toEqual(first.map((run) => run.newRunId));
    const { rows } = await cluster.store.database.api.query(
      'select id from run_history where rerun_of = any($1) union select id from run where rerun_of = any($1)',
      [ids],
    );
    expect(rows).toHaveLength(12);
  });

  it('leaves out what has moved on since the plan, and says why', async () => {
    const ids = await started('moving-on', 'fail', 2);
    for (const id of ids) await cluster.ended(id);
    const id = await bulks().add(TEST_SCOPE, {
      action: 'pause',
      environment: 'dev',
      filter: {},
      rate: 20,
      actor: 'li',
      runs: ids.map((runId) => ({
        runId,
        project: 'default',
        workflow: 'moving-on',
        runState: 'running',
        skip: undefined,
      })),
    });
    await apply(id);
    expect((await until(id, 'success')).totals).toMatchObject({ skipped: 2, done: 0 });
    expect((await bulks().runs(TENANT, id, 0, 10)).map((run) => run.reason)).toEqual(['RUN_ENDED', 'RUN_ENDED']);
  });

  it('keeps its pace, holds while it is paused, and leaves the rest alone when it is cancelled', async () => {
    const ids = await started('paced', 'stand', 9);
    const id = await plan('stop', ids, 2);
    await apply(id);
    await vi.waitFor(async () => expect((await bulks().get(TENANT, id))?.totals.done).toBeGreaterThanOrEqual(2), WAIT);
    expect(await bulks().command(TENANT, id, 'pause', { message: undefined })).toBe(true);
    const { rows: shares } = await cluster.store.database.api.query<{ count: number }>(
      `select count(*)::int4 count from bulk_run r join bulk b on b.key = r.bulk_key
       where b.id = $1 and taken_at is not null group by taken_at`,
      [id],
    );
    for (const { count } of shares) expect(count).toBeLessThanOrEqual(2);
    expect(await cluster.store.engine.takeBulkRuns()).toEqual([]);
    expect(await bulks().command(TENANT, id, 'cancel', { message: 'enough' })).toBe(true);
    const bulk = await until(id, 'cancelled');
    expect(bulk.totals.cancelled).toBeGreaterThan(0);
    expect(bulk.totals.cancelled + bulk.totals.done).toBe(9);
  });
});
