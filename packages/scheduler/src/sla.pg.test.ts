import { startTestCluster, TEST_SCOPE, type TestCluster } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };
const SCOPE = { tenantKey: 1 };

describe('promises of runs', () => {
  let cluster: TestCluster;
  let release: () => void = () => undefined;
  let held: Promise<void>;

  beforeAll(async () => {
    cluster = await startTestCluster({ ok: () => ({}), held: () => held.then(() => ({})) });
  });
  beforeEach(() => {
    held = new Promise((resolve) => {
      release = resolve;
    });
  });
  afterEach(() => release());
  afterAll(() => cluster.stop());

  const query = async (text: string, values: readonly unknown[] = []) =>
    (await cluster.store.database.api.query(text, [...values])).rows;
  const reasonsOf = async (runId: string): Promise<readonly string[]> => {
    const events = await cluster.store.queries.events(SCOPE, runId, { afterSeq: undefined, limit: 100 });
    return (events ?? []).flatMap(({ transitions }) =>
      transitions.flatMap(({ task, reason }) =>
        reason && /SLA|LONG/.test(reason.code) ? [`${task ?? 'run'} ${reason.code}`] : [],
      ),
    );
  };
  /** As if the time had come: what is promised lies in the past, and is to be looked at. */
  const comes = (runId: string, kind: string) =>
    query(`update sla_term set term = now() - interval '1 s', due_at = now() where run_id = $1 and kind = $2`, [
      runId,
      kind,
    ]);
  const missed = (runId: string) =>
    vi.waitFor(async () => expect((await cluster.store.queries.run(SCOPE, runId))?.slaMissed).toBe(true), PATIENCE);

  it('are missed when their time comes first: said once, on the run and in the list', async () => {
    const held1 = { work: call('held', { sla: { finishBy: '2h' } }) };
    await cluster.publish(workflow('promised', held1, { sla: { startBy: '1h', finishBy: '1h' } }));
    const run = await cluster.start('promised');
    const other = await cluster.start('promised');
    await vi.waitFor(async () => expect((await cluster.tasks(run))['work']?.state).toBe('running'), PATIENCE);
    await comes(run, 'finish_by');
    await missed(run);
    expect([...(await reasonsOf(run))].sort()).toEqual(['run SLA_MISSED', 'work SLA_MISSED']);
    expect((await cluster.store.queries.run(SCOPE, other))?.slaMissed).toBe(false);
    const list = await cluster.store.queries.runs(TEST_SCOPE, { slaMissed: true, workflow: 'promised', limit: 10 });
    expect(list.items.map(({ id }) => id)).toEqual([run]);
    const none = await cluster.store.queries.runs(TEST_SCOPE, { slaMissed: true, states: ['failed'], limit: 10 });
    expect(none.items).toEqual([]);
    release();
    // Its end changes nothing any more.
    expect(await cluster.ended(run)).toMatchObject({ state: 'success', slaMissed: true });
  });

  it('are kept by a success in time, whenever they are looked at, and forgotten', async () => {
    await cluster.publish(workflow('kept', { work: call('ok') }, { sla: { startBy: '1h', finishBy: '1h' } }));
    const run = await cluster.start('kept');
    await cluster.ended(run);
    await query('update sla_term set due_at = now() where run_id = $1', [run]);
    await vi.waitFor(
      async () => expect(await query('select kind from sla_term where run_id = $1', [run])).toEqual([]),
      PATIENCE,
    );
    expect(await reasonsOf(run)).toEqual([]);
  });

  it('are predicted to be missed from what successes usually take, once', async () => {
    await cluster.publish(workflow('slow', { work: call('held') }, { sla: { finishBy: '1h' } }));
    const first = await cluster.start('slow');
    release();
    await cluster.ended(first);
    await query(`update run_history set created_at = ended_at - interval '2 h' where id = $1`, [first]).catch(
      () => undefined,
    );
    held = new Promise((resolve) => {
      release = resolve;
    });
    const run = await cluster.start('slow');
    await query(`update sla_term set usual_ms = 7200000, due_at = now() where run_id = $1`, [run]);
    await vi.waitFor(async () => expect(await reasonsOf(run)).toEqual(['run SLA_AT_RISK']), PATIENCE);
    expect((await cluster.store.queries.run(SCOPE, run))?.slaMissed).toBe(false);
    await query('update sla_term set due_at = now() where run_id = $1', [run]);
    await vi.waitFor(
      async () =>
        expect(
          await query("select 1 from sla_term where run_id = $1 and due_at > now()+interval '30 min'", [run]),
        ).toHaveLength(1),
      PATIENCE,
    );
    expect(await reasonsOf(run)).toEqual(['run SLA_AT_RISK']);
  });

  it('are dropped when their run never came', async () => {
    const runId = '00000000-0000-7000-8000-0000000000ff';
    const at = new Date(Date.now() + 3_600_000);
    await cluster.store.engine.promise({
      runId,
      scope: TEST_SCOPE,
      workflowKey: 1,
      terms: [{ taskNo: -1, kind: 'finish_by', at }],
    });
    await query(`update sla_term set due_at = now(), created_at = now() - interval '2 min' where run_id = $1`, [runId]);
    await vi.waitFor(
      async () => expect(await query('select 1 from sla_term where run_id = $1', [runId])).toEqual([]),
      PATIENCE,
    );
  });

  it('are looked at again soon while their run is being written', async () => {
    const runId = '00000000-0000-7000-8000-0000000000fe';
    const at = new Date(Date.now() + 3_600_000);
    const terms = [{ taskNo: -1, kind: 'finish_by', at }] as const;
    await cluster.store.engine.promise({ runId, scope: TEST_SCOPE, workflowKey: 1, terms });
    await query('update sla_term set due_at = now() where run_id = $1', [runId]);
    const soon = `select 1 from sla_term where run_id = $1 and due_at > now() and due_at < now() + interval '2 s'`;
    await vi.waitFor(async () => expect(await query(soon, [runId])).toHaveLength(1), PATIENCE);
    await query('delete from sla_term where run_id = $1', [runId]);
  });

  it('cost nothing where nothing is promised', async () => {
    await cluster.publish(workflow('plain', { work: call('ok') }));
    const run = await cluster.start('plain');
    await cluster.ended(run);
    expect(await query('select 1 from sla_term where run_id = $1', [run])).toEqual([]);
  });
});
