import type { AskResult, JsonObject, StartRequest, WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster, type TestNode, TEST_SCOPE } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';

describe('requests for runs', () => {
  let cluster: TestCluster;
  let other: TestNode;
  const given: JsonObject[] = [];
  /** Of all that are held: which of two workers calls its handler first is chance. */
  const held = new Set<() => void>();

  beforeAll(async () => {
    cluster = await startTestCluster({
      note: (params) => {
        given.push(params);
        return {};
      },
      held: (_, { signal }) =>
        new Promise((resolve) => {
          held.add(() => resolve({}));
          signal.addEventListener('abort', () => resolve({}));
        }),
    });
    other = await cluster.addNode();
  });
  afterAll(() => cluster.stop());

  async function publish(document: WorkflowDocument) {
    const keys = await cluster.publish(document);
    return (params: JsonObject = {}, more: Partial<StartRequest> = {}, node: TestNode = cluster): Promise<AskResult> =>
      node.scheduler.starter.start({
        scope: TEST_SCOPE,
        ...keys,
        params,
        logicalTime: undefined,
        triggerKind: 'api',
        actor: 'test',
        ...more,
      });
  }
  const runsOf = async (name: string): Promise<number> => {
    const { rows } = await cluster.store.database.api.query(
      `select count(*)::int4 n from (select workflow_key from run union all select workflow_key from run_history
         union all select workflow_key from task_run where version_key is not null) r join workflow w on w.key = r.workflow_key where w.name = $1`,
      [name],
    );
    return rows[0].n;
  };
  const keyed = (name: string, more: Partial<WorkflowDocument>, handler = 'held'): WorkflowDocument =>
    workflow(name, { work: call(handler) }, { params: { region: { type: 'string', default: 'cn' } }, ...more });
  const idOf = (result: AskResult): string => {
    if (!('runId' in result)) throw new Error(result.kind);
    return result.runId;
  };

  it('that are unique make one run, however many come at once on two nodes', async () => {
    const start = await publish(keyed('one', { unique: { key: '${{ params.region }}' } }));
    const results = await Promise.all(
      Array.from({ length: 16 }, (_, i) => start({ region: 'eu' }, {}, i % 2 === 0 ? cluster : other)),
    );
    const started = results.filter(({ kind }) => kind === 'started');
    expect(started).toHaveLength(1);
    expect(new Set(results.map(idOf)).size).toBe(1);
    expect(await runsOf('one')).toBe(1);
    expect((await start({ region: 'us' })).kind).toBe('started');
    await vi.waitFor(
      async () => {
        for (const open of held) open();
        expect((await start({ region: 'eu' })).kind).toBe('started');
      },
      { timeout: 10_000 },
    );
  });

  it('that are unique are refused where the workflow says so', async () => {
    const start = await publish(keyed('refusing', { unique: { key: 'all', onDuplicate: 'refuse' } }));
    const first = await start();
    expect(await start()).toEqual({ kind: 'duplicate', runId: idOf(first), refused: true });
  });

  it('that replace stop the run before', async () => {
    const start = await publish(keyed('replacing', { unique: { key: 'all', onDuplicate: 'replace' } }));
    const first = await start();
    const second = await start();
    expect(second.kind).toBe('started');
    expect(await cluster.ended(idOf(first))).toMatchObject({ state: 'stopped', reason: { code: 'REPLACED' } });
  });

  it('bring a key of their own, for a time', async () => {
    const start = await publish(keyed('timed', {}, 'note'));
    const unique = { key: 'order 7', per: '1h' } as const;
    const first = await start({}, { unique });
    await cluster.ended(idOf(first));
    expect(await start({}, { unique })).toMatchObject({ kind: 'duplicate', runId: idOf(first) });
    await cluster.store.database.api.query('update unique_run set until = now() where run_id = $1', [idOf(first)]);
    const last = await start({}, { unique: { key: 'order 7' } });
    expect(last.kind).toBe('started');
    await cluster.ended(idOf(last));
    await cluster.store.database.api.query('update unique_run set until = now() where run_id = $1', [idOf(last)]);
    await cluster.store.engine.sweepLimits();
    const { rows } = await cluster.store.database.api.query('select 1 from unique_run where run_id = $1', [idOf(last)]);
    expect(rows).toEqual([]);
  });

  it('that are debounced become one run, which gets the newest parameters', async () => {
    const start = await publish(keyed('calm', { starts: { debounce: { for: '1h' } } }, 'note'));
    const results = [];
    for (const region of ['a', 'b', 'c']) results.push(await start({ region }));
    expect(results.map((result) => result.kind)).toEqual(['collected', 'collected', 'collected']);
    expect(new Set(results.map(idOf)).size).toBe(1);
    expect(results.at(-1)).toMatchObject({ requests: 3 });
    const id = idOf(results.at(0) as AskResult);
    expect(await cluster.store.queries.run(TEST_SCOPE, id)).toMatchObject({
      state: 'queued',
      reason: { code: 'COLLECTING', params: { requests: 3 } },
    });
    await cluster.store.database.api.query('update start_window set due_at = now() where run_id = $1', [id]);
    expect(await cluster.ended(id)).toMatchObject({ state: 'success', params: { region: 'c' } });
    expect(given.at(-1)).toMatchObject({ region: 'c' });
    expect(idOf(await start())).not.toBe(id);
  });

  it('that are batched fill runs to the last place, in order, whatever comes at once on two nodes', async () => {
    const start = await publish(
      keyed(
        'batches',
        {
          params: { events: { type: 'array', default: [] } },
          starts: { batch: { max: 5, within: '1h', param: 'events' } },
        },
        'note',
      ),
    );
    given.length = 0;
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => start({ events: [i] }, {}, i % 2 === 0 ? cluster : other)),
    );
    const ids = [...new Set(results.map(idOf))];
    expect(ids).toHaveLength(4);
    await Promise.all(ids.map((id) => cluster.ended(id)));
    const batches = given.map(({ events }) => events as unknown as number[]);
    expect(batches.map((events) => events.length)).toEqual([5, 5, 5, 5]);
    expect(batches.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('count once in a batch for one idempotency key', async () => {
    const start = await publish(
      keyed(
        'once',
        {
          params: { events: { type: 'array', default: [] } },
          starts: { batch: { max: 9, within: '1h', param: 'events' } },
        },
        'note',
      ),
    );
    const idempotency = { principal: 'test', route: 'POST /runs', key: 'k', bodyHash: new Uint8Array(32) };
    const first = await start({ events: ['a'] }, { idempotency });
    expect(await start({ events: ['a'] }, { idempotency })).toEqual({ kind: 'replayed', runId: idOf(first) });
    expect((await cluster.store.queries.run(TEST_SCOPE, idOf(first)))?.params).toEqual({ events: ['a'] });
  });

  it('begin anew when the run that collects them is stopped', async () => {
    const start = await publish(keyed('dropped', { starts: { debounce: { for: '1h' } } }, 'note'));
    const first = idOf(await start());
    const by = { actor: 'test', reason: { code: 'STOPPED_BY_USER' } } as const;
    await cluster.scheduler.controller.stop(TEST_SCOPE, first, by);
    expect(await cluster.ended(first)).toMatchObject({ state: 'stopped' });
    expect(idOf(await start())).not.toBe(first);
  });

  it('that come faster than a throttle wait for their turn, and none is lost', async () => {
    const start = await publish(keyed('throttled', { starts: { throttle: { limit: 20, per: '1s' } } }, 'note'));
    const ids = (await Promise.all(Array.from({ length: 6 }, () => start()))).map(idOf);
    for (const id of ids) expect(await cluster.ended(id)).toMatchObject({ state: 'success' });
    expect(await runsOf('throttled')).toBe(6);
    const { rows } = await cluster.store.database.api.query("select tat_ms from limit_key where name = 'throttled'");
    const first = Math.min(...ids.map((id) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)));
    expect(rows[0].tat_ms - first).toBeGreaterThanOrEqual(6 * 50);
  });

  describe('under limits of a project', () => {
    it('hold task runs of all its workflows, also of plain ones, until the rule goes', async () => {
      const { limits } = cluster.store;
      const by = { actor: 'test', via: 'api_token' as const, address: '127.0.0.1', requestId: 'r' };
      const rule = { project: 'default', name: 'serial' };
      await limits.setRule(
        TEST_SCOPE,
        rule,
        { concurrency: { max: 1 }, when: "workflow.name == 'ruled'" },
        by as never,
      );
      const start = await publish(workflow('ruled', { a: call('note'), b: call('held', { needs: ['a'] }) }));
      const listed = async () =>
        limits.limits({ tenantKey: 1, environmentKey: 1 }, { level: 'project', name: 'serial' }, 10);
      // The nodes read the rules again within a second; until then runs start as they always did.
      await vi.waitFor(
        async () => {
          await start();
          expect(await listed()).toMatchObject([{ max: 1, held: 1 }]);
        },
        { timeout: 10_000, interval: 200 },
      );
      const [first, second] = [idOf(await start()), idOf(await start())];
      // The tasks before it come and go: it is `b` that stays.
      await vi.waitFor(
        async () => {
          const detail = await limits.limit(TEST_SCOPE, (await listed()).at(0)?.id as string);
          expect(detail?.holders).toMatchObject([{ workflow: 'ruled', task: 'b' }]);
          expect(detail?.line.map(({ runId }) => runId)).toEqual(expect.arrayContaining([first, second]));
        },
        { timeout: 10_000, interval: 100 },
      );
      expect(await limits.removeRule(TEST_SCOPE, rule, by as never)).toBe(true);
      await vi.waitFor(async () => expect(await listed()).toMatchObject([{ waiting: 0 }]), { timeout: 10_000 });
    });
  });
});
