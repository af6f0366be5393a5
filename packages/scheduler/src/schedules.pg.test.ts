import type { ScheduleDocument, WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster, type TestNode } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const EACH_SECOND = '* * * * * *';
const EACH_MINUTE = '* * * * *';
const NOOP = { only: { type: 'noop' } };
const WAIT = { timeout: 15_000, interval: 50 };

interface Firing {
  readonly logical_time: Date;
  readonly outcome: string;
  readonly reason: string;
  readonly run_id: string | null;
}

describe('two schedulers on one database', () => {
  let cluster: TestCluster;
  let other: TestNode;
  let release: () => void = () => undefined;

  beforeAll(async () => {
    cluster = await startTestCluster({
      hold: () =>
        new Promise((resolve) => {
          release = () => resolve({});
        }),
    });
    other = await cluster.addNode();
  });
  afterAll(() => cluster.stop());
  afterEach(async () => {
    await query('delete from schedule');
    release();
  });

  const query = async (text: string, values: readonly unknown[] = []) =>
    (await cluster.store.database.api.query(text, [...values])).rows;
  const firings = (key: number): Promise<Firing[]> =>
    query('select * from firing where schedule_key = $1 order by logical_time', [key]);

  /** Makes the workflow live with one schedule, due so many milliseconds from now. */
  async function schedule(
    document: WorkflowDocument,
    definition: Partial<ScheduleDocument> & Pick<ScheduleDocument, 'cron'>,
    dueInMs = 0,
  ): Promise<number> {
    const nextFireAt = new Date(Date.now() + dueInMs);
    const schedules = [{ name: 'default', definition: { timezone: 'UTC', ...definition }, nextFireAt }];
    const { workflowKey } = await cluster.publish(document, { schedules });
    const [row] = await query(
      'update schedule set floor = next_fire_at - make_interval(secs => 1) where workflow_key = $1 returning key',
      [workflowKey],
    );
    cluster.scheduler.scheduleChanged();
    return row.key;
  }

  const waitForFirings = (key: number, enough: (rows: readonly Firing[]) => boolean): Promise<Firing[]> =>
    vi.waitFor(async () => {
      const rows = await firings(key);
      if (!enough(rows)) throw new Error(`the ledger has ${JSON.stringify(rows)}`);
      return rows;
    }, WAIT);

  it('fire every logical time once, with one run each and none in between left out', async () => {
    const key = await schedule(workflow('each_second', NOOP), { cron: EACH_SECOND, overlap: 'allow' });
    const rows = await waitForFirings(key, ({ length }) => length >= 4);
    const times = rows.map((row) => row.logical_time.getTime());
    const [first = 0] = times;
    expect(times).toEqual(times.map((_, i) => first + i * 1_000));
    expect(new Set(rows.map((row) => row.outcome))).toEqual(new Set(['fired']));
    const runs = await Promise.all(rows.map(({ run_id }) => cluster.ended(run_id as string)));
    expect(runs.map(({ logicalTime }) => logicalTime?.getTime())).toEqual(times);
    const [{ extra }] = await query(
      `select count(*)::int extra from run_history where logical_time = any($1) and id <> all($2)`,
      [rows.map((row) => row.logical_time), rows.map((row) => row.run_id)],
    );
    expect(extra).toBe(0);
  });

  it('skip a firing while the run before is open, and say so', async () => {
    const key = await schedule(workflow('overlapping', { only: call('hold') }), { cron: EACH_SECOND });
    const rows = await waitForFirings(key, ({ length }) => length >= 3);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['fired', ...rows.slice(1).map(() => 'skipped')]);
    expect(rows.slice(1).map(({ reason, run_id }) => ({ reason, run_id }))).toEqual(
      rows.slice(1).map(() => ({ reason: 'overlap', run_id: null })),
    );
  });

  it('fire the newest of the times missed while all were down, and merge the others into it', async () => {
    const key = await schedule(workflow('missed', NOOP), { cron: EACH_MINUTE, overlap: 'allow' }, -5 * 60_000);
    const rows = await waitForFirings(key, (all) =>
      all.some(({ reason, outcome }) => outcome === 'fired' && reason === 'catch_up'),
    );
    const missed = rows.filter(({ reason }) => reason === 'catch_up');
    expect(missed.length).toBeGreaterThanOrEqual(4);
    expect(missed.map(({ outcome }) => outcome)).toEqual([...missed.slice(1).map(() => 'merged'), 'fired']);
    expect(missed.filter(({ run_id }) => run_id !== null)).toHaveLength(1);
  });

  it('leave a paused workflow alone', async () => {
    const paused = await schedule(workflow('paused', NOOP), { cron: EACH_SECOND, overlap: 'allow' }, 60_000);
    await query(
      `update deployment set paused = true where workflow_key = (select key from workflow where name = 'paused')`,
    );
    await query('update schedule set next_fire_at = now() where key = $1', [paused]);
    const awake = await schedule(workflow('awake', NOOP), { cron: EACH_SECOND, overlap: 'allow' });
    await waitForFirings(awake, ({ length }) => length >= 2);
    expect(await firings(paused)).toEqual([]);
  });

  it('quarantine a schedule that cannot be given its parameters, and go on with the others', async () => {
    const needy = workflow('needy', NOOP, { params: { day: { type: 'date', required: true } } });
    const bad = await schedule(needy, { cron: EACH_SECOND, overlap: 'allow' });
    const good = await schedule(workflow('content', NOOP), { cron: EACH_SECOND, overlap: 'allow' });
    const state = await vi.waitFor(async () => {
      const [row] = await query('select state, error from schedule where key = $1', [bad]);
      if (row.state === 'enabled') throw new Error('still enabled');
      return row;
    }, WAIT);
    expect(state).toEqual({ state: 'quarantined', error: expect.stringContaining('day') });
    expect(await firings(bad)).toEqual([]);
    const before = (await firings(good)).length;
    await waitForFirings(good, ({ length }) => length > before);
  });

  it('start one run for an idempotency key, whoever is asked', async () => {
    const keys = await cluster.publish(workflow('keyed', NOOP));
    const start = (node: TestNode, body: number) =>
      node.scheduler.starter.start({
        scope: { tenantKey: 1, projectKey: 1, environmentKey: 1 },
        ...keys,
        params: {},
        logicalTime: undefined,
        triggerKind: 'api',
        actor: 'test',
        idempotency: { principal: 'test', route: 'POST /runs', key: 'k', bodyHash: new Uint8Array([body]) },
      });
    const twins = await Promise.all([start(cluster, 1), start(other, 1), start(cluster, 1), start(other, 1)]);
    expect(twins.map(({ kind }) => kind).sort()).toEqual(['replayed', 'replayed', 'replayed', 'started']);
    expect(new Set(twins.map((result) => 'runId' in result && result.runId)).size).toBe(1);
    expect(await start(other, 2)).toEqual({ kind: 'key_reused' });
  });
});
