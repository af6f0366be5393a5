import {
  type BackfillDateRecord,
  type BackfillRecord,
  type PinnedWorkflow,
  planBackfill,
  type WorkflowDocument,
} from '@carillon/core';
import { startTestCluster, TEST_SCOPE, type TestCluster, type TestNode } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };
const WAIT = { timeout: 30_000, interval: 20 };
const DAY_MS = 86_400_000;
const FIRST = Date.parse('2026-01-01T00:00:00Z');

/** Tasks that stand until they are let go, and how many stood at a time. */
function createGate() {
  const standing: (() => void)[] = [];
  let open = false;
  let most = 0;
  return {
    standing: () => standing.length,
    most: () => most,
    pass: (signal: AbortSignal): Promise<Record<string, never>> =>
      new Promise((resolve, reject) => {
        if (open) return resolve({});
        const go = (): void => resolve({});
        standing.push(go);
        most = Math.max(most, standing.length);
        signal.addEventListener('abort', () => {
          standing.splice(standing.indexOf(go), 1);
          reject(new Error('stopped'));
        });
      }),
    letGo(count = standing.length): void {
      for (const go of standing.splice(0, count)) go();
    },
    openForGood(): void {
      open = true;
      for (const go of standing.splice(0)) go();
    },
  };
}

interface Asked {
  readonly dates: number;
  readonly parallelism?: number;
  readonly only?: 'missing' | 'failed' | 'all';
  readonly order?: 'oldest_first' | 'newest_first';
  readonly params?: Readonly<Record<string, string>>;
  readonly downstream?: readonly WorkflowDocument[];
}

describe('backfills on two nodes', () => {
  let cluster: TestCluster;
  let other: TestNode;
  let gate = createGate();
  const broken = new Set<string>();

  beforeAll(async () => {
    cluster = await startTestCluster();
    other = await cluster.addNode();
    const handlers: Parameters<TestNode['addWorker']>[0] = {
      stand: (_, { signal }) => gate.pass(signal),
      swift: () => ({}),
      brittle: (_, { identity }) => {
        if (broken.has(identity.logicalDate)) throw new Error('broken');
      },
    };
    await cluster.addWorker(handlers, { slots: 16 });
    await other.addWorker(handlers, { slots: 16 });
  });
  afterAll(() => {
    gate.openForGood();
    return cluster.stop();
  });

  const query = async <R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> =>
    (await cluster.store.database.api.query<R>(text, [...values])).rows;

  /** Plans it from what has run and applies it: what the API does. */
  async function backfill(document: WorkflowDocument, asked: Asked): Promise<string> {
    const pinned = async (one: WorkflowDocument) => {
      const live = await cluster.store.catalog.liveVersion({ ...TENANT, environmentKey: 1 }, 'default', one.name);
      const keys = live ?? (await cluster.publish(one));
      return { name: one.name, workflowKey: keys.workflowKey, versionKey: keys.versionKey, number: 1 };
    };
    const target = await pinned(document);
    const downstream: PinnedWorkflow[] = [];
    for (const one of asked.downstream ?? []) downstream.push(await pinned(one));
    const { only = 'missing', order = 'oldest_first', parallelism = 4, params = {} } = asked;
    const times = Array.from({ length: asked.dates }, (_, i) => {
      const at = FIRST + i * DAY_MS;
      return { at, date: new Date(at).toISOString().slice(0, 10) };
    });
    const span = { from: new Date(FIRST), to: new Date(FIRST + asked.dates * DAY_MS) };
    const newest = await cluster.store.backfills.newestRuns(TEST_SCOPE, target.workflowKey, span);
    const items = planBackfill({ times, newest, underWay: new Set(), only, order, now: Date.now() });
    const plan = await cluster.store.backfills.addPlan(
      TENANT,
      {
        request: {
          scope: TEST_SCOPE,
          project: 'default',
          environment: 'dev',
          workflow: target,
          versionGiven: false,
          from: '2026-01-01',
          to: times.at(-1)?.date ?? '',
          only,
          order,
          parallelism,
          params,
          downstream,
          priority: 20,
        },
        items: items.map((item) => ({ ...item, downstreamTimes: downstream.map(() => item.logicalTime) })),
        estimate: undefined,
        dateMs: undefined,
      },
      'tester',
    );
    const by = { actor: 'tester', message: undefined };
    return (await cluster.store.backfills.apply(TENANT, plan, by)) as string;
  }

  const dates = async (id: string): Promise<readonly BackfillDateRecord[]> =>
    (await cluster.store.backfills.dates(TENANT, id, { limit: 1_000 })).items;
  const states = async (id: string): Promise<string[]> => (await dates(id)).map(({ state }) => state);
  const until = (id: string, isSo: (backfill: BackfillRecord) => boolean): Promise<BackfillRecord> =>
    vi.waitFor(async () => {
      const found = await cluster.store.backfills.backfill(TENANT, id);
      if (!found || !isSo(found)) throw new Error(`the backfill is ${JSON.stringify(found)}`);
      return found;
    }, WAIT);
  const ended = (id: string): Promise<BackfillRecord> => until(id, ({ endedAt }) => endedAt !== undefined);
  const standing = (count: number): Promise<void> => vi.waitFor(() => expect(gate.standing()).toBe(count), WAIT);
  /** A backfill of its own that runs to its end: both nodes' loops have looked at everything before it. */
  const loopsHaveLooked = async (): Promise<void> => {
    await ended(
      await backfill(workflow(`canary_${Math.random().toString(36).slice(2, 8)}`, { only: call('swift') }), {
        dates: 2,
      }),
    );
  };
  const runsOf = (name: string) =>
    query<{ logical_time: Date; state: number; trigger_kind: string; actor: string }>(
      `select logical_time, state, trigger_kind, actor from run_history where workflow_key = (select key from workflow where name = $1) order by created_at, logical_time`,
      [name],
    );

  it('start what was planned, never more of it at a time than asked for', async () => {
    gate = createGate();
    const document = workflow('planned_set', { only: call('stand') });
    const id = await backfill(document, { dates: 9, parallelism: 3 });
    for (let done = 0; done < 9; done += 3) {
      await standing(3);
      gate.letGo();
    }
    const { state, totals } = await ended(id);
    expect({ state, success: totals.success, most: gate.most() }).toEqual({ state: 'success', success: 9, most: 3 });
    const runs = await runsOf('planned_set');
    expect(runs.map((run) => run.logical_time.getTime())).toEqual(
      Array.from({ length: 9 }, (_, i) => FIRST + i * DAY_MS),
    );
    expect(new Set(runs.map((run) => `${run.trigger_kind} ${run.actor}`))).toEqual(new Set(['backfill tester']));
    const again = await backfill(document, { dates: 9 });
    expect(await ended(again)).toMatchObject({ state: 'success', totals: { skipped: 9, success: 0 } });
    expect(await runsOf('planned_set')).toHaveLength(9);
  });

  it('go newest first when asked to', async () => {
    gate = createGate();
    const id = await backfill(workflow('backwards', { only: call('stand') }), {
      dates: 3,
      parallelism: 1,
      order: 'newest_first',
    });
    for (let i = 0; i < 3; i++) {
      await standing(1);
      gate.letGo();
    }
    await ended(id);
    const times = (await runsOf('backwards')).map((run) => run.logical_time.getTime());
    expect(times).toEqual([2, 1, 0].map((i) => FIRST + i * DAY_MS));
  });

  it('start nothing while paused, go on when resumed, and take another parallelism', async () => {
    gate = createGate();
    const id = await backfill(workflow('pausing', { only: call('stand') }), { dates: 8, parallelism: 2 });
    await standing(2);
    const reason = { code: 'PAUSED_BY_USER', params: { actor: 'op' } } as const;
    expect(await cluster.store.backfills.command(TENANT, id, { command: 'pause', reason })).toBe(true);
    gate.letGo();
    await until(id, ({ totals }) => totals.success === 2);
    await loopsHaveLooked();
    expect(await cluster.store.backfills.backfill(TENANT, id)).toMatchObject({ state: 'paused', reason });
    expect(gate.standing()).toBe(0);
    await cluster.store.backfills.command(TENANT, id, { command: 'set', parallelism: 5 });
    await cluster.store.backfills.command(TENANT, id, { command: 'resume' });
    await standing(5);
    gate.openForGood();
    expect(await ended(id)).toMatchObject({ state: 'success', reason: undefined, totals: { success: 8 } });
  });

  it('leave the rest out when cancelled, and stop what is open when asked to', async () => {
    gate = createGate();
    const id = await backfill(workflow('cancelling', { only: call('stand') }), { dates: 6, parallelism: 2 });
    await standing(2);
    const reason = { code: 'CANCELLED_BY_USER', params: { actor: 'op', message: 'wrong month' } } as const;
    await cluster.store.backfills.command(TENANT, id, { command: 'cancel', reason, stopRuns: true });
    await until(id, ({ totals }) => totals.running === 0);
    expect(await states(id)).toEqual(['stopped', 'stopped', 'cancelled', 'cancelled', 'cancelled', 'cancelled']);
    expect(await ended(id)).toMatchObject({ state: 'cancelled', reason });
    expect((await dates(id))[0]?.reason).toMatchObject({ code: 'STOPPED_BY_USER' });
    expect(await cluster.store.backfills.command(TENANT, id, { command: 'resume' })).toBe(false);
    gate.openForGood();
  });

  it('try failed dates again as reruns of their runs, and only those', async () => {
    const document = workflow('brittle', { only: call('brittle') });
    broken.add('2026-01-02');
    const id = await backfill(document, { dates: 3 });
    expect(await ended(id)).toMatchObject({
      state: 'failed',
      reason: { code: 'DATES_UNSUCCESSFUL', params: { count: 1 } },
    });
    const [, failed] = await dates(id);
    broken.clear();
    expect(await cluster.store.backfills.command(TENANT, id, { command: 'retry' })).toBe(true);
    expect(await ended(id)).toMatchObject({ state: 'success', totals: { success: 3 } });
    const [, again] = await dates(id);
    const [row] = await query<{ rerun_of: string }>('select rerun_of from run_history where id = $1', [
      again?.runIds[0],
    ]);
    expect(row?.rerun_of).toBe(failed?.runIds[0]);
    expect(await runsOf('brittle')).toHaveLength(4);
  });

  it('run the downstream workflows of a date one after the other, once it succeeded', async () => {
    broken.clear();
    broken.add('2026-01-02');
    const source = workflow('source', { only: call('brittle') });
    const downstream = [
      workflow('middle', { a: call('swift'), b: call('swift', { needs: ['a'] }) }),
      workflow('last', { only: call('swift') }),
    ];
    const id = await backfill(source, { dates: 2, downstream });
    expect(await ended(id)).toMatchObject({ state: 'failed', totals: { success: 1, failed: 1 } });
    const found = await dates(id);
    expect(found.map(({ runIds }) => runIds.length)).toEqual([3, 1]);
    const rows = await query<{ name: string }>(
      `select w.name from run_history h join workflow w on w.key = h.workflow_key where h.id = any($1) order by h.id`,
      [found[0]?.runIds],
    );
    expect(rows.map(({ name }) => name)).toEqual(['source', 'middle', 'last']);
  });

  it('fail a date whose run cannot be made, and go on with the others', async () => {
    const needy = workflow(
      'needy_backfill',
      { only: call('swift') },
      {
        params: { day: { type: 'string', required: true } },
      },
    );
    const id = await backfill(needy, { dates: 3 });
    expect(await ended(id)).toMatchObject({ state: 'failed', totals: { failed: 3 } });
    expect((await dates(id))[0]?.reason).toMatchObject({
      code: 'START_FAILED',
      params: { problem: expect.stringContaining('day') },
    });
    const given = await backfill(needy, { dates: 3, params: { day: 'x' } });
    expect(await ended(given)).toMatchObject({ state: 'success' });
  });

  it('leave room for live runs however long theirs take', async () => {
    gate = createGate();
    const id = await backfill(workflow('greedy', { only: call('stand') }), { dates: 60, parallelism: 60 });
    // Half of the 32 slots, and 16 at most.
    await standing(16);
    const held = await until(id, ({ reason }) => reason?.code === 'BACKFILL_SHARE');
    expect(held.totals.running).toBe(16);
    await cluster.publish(workflow('live', { only: call('swift') }));
    const live = await Promise.all(Array.from({ length: 16 }, () => cluster.start('live')));
    for (const run of live) expect((await cluster.ended(run)).state).toBe('success');
    expect(gate.standing()).toBe(16);
    gate.openForGood();
    expect(await ended(id)).toMatchObject({ state: 'success', totals: { success: 60 } });
    expect(gate.most()).toBe(16);
  });

  it('stand in the queue behind live runs, also with the tasks that follow the first', async () => {
    const document = workflow('queued_behind', { a: call('swift'), b: call('nobody_has', { needs: ['a'] }) });
    const id = await backfill(document, { dates: 1 });
    const live = await cluster.start('queued_behind');
    const ranks = await vi.waitFor(async () => {
      const rows = await query<{ run_id: string; minutes: number }>(
        `select run_id, round((rank - extract(epoch from ready_at) * 1000) / 60000)::int4 minutes from task_run
         where task_no = 1 and state = 1 and run_id in (select id from run where workflow_key = (select key from workflow where name = 'queued_behind'))`,
      );
      if (rows.length < 2) throw new Error(`${rows.length} are queued`);
      return new Map(rows.map(({ run_id, minutes }) => [run_id, minutes]));
    }, WAIT);
    const [date] = await dates(id);
    expect([ranks.get(live), ranks.get(date?.runIds[0] ?? '')]).toEqual([0, 30]);
    const reason = { code: 'CANCELLED_BY_USER', params: { actor: 'op' } } as const;
    await cluster.store.backfills.command(TENANT, id, { command: 'cancel', reason, stopRuns: true });
    await until(id, ({ totals }) => totals.stopped === 1);
  });

  it('double and lose nothing when nodes lose their connections in the middle', async () => {
    const document = workflow('shaken', { only: call('swift') });
    const id = await backfill(document, { dates: 200, parallelism: 8 });
    let seen = -1;
    const shaken = vi.waitFor(async () => {
      const found = await cluster.store.backfills.backfill(TENANT, id);
      if (found?.endedAt === undefined && found?.totals.success !== seen) {
        seen = found?.totals.success ?? 0;
        await query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%backfill_date%' and pid <> pg_backend_pid()`,
        );
      }
      if (found?.endedAt === undefined) throw new Error(`the backfill is ${JSON.stringify(found?.totals)}`);
      return found;
    }, WAIT);
    expect(await shaken).toMatchObject({ state: 'success', totals: { success: 200 } });
    const runs = await runsOf('shaken');
    expect(new Set(runs.map((run) => run.logical_time.getTime())).size).toBe(200);
    expect(runs).toHaveLength(200);
  });

  it('go on when a node ends in the middle', async () => {
    gate = createGate();
    const id = await backfill(workflow('orphaned', { only: call('stand') }), { dates: 6, parallelism: 3 });
    await standing(3);
    await other.scheduler.stop();
    gate.openForGood();
    expect(await ended(id)).toMatchObject({ state: 'success', totals: { success: 6 } });
    expect(await runsOf('orphaned')).toHaveLength(6);
  });
});
