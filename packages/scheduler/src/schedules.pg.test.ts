import { formatId, type ScheduleDocument, type WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster, type TestNode } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const EACH_SECOND = '* * * * * *';
const EACH_MINUTE = '* * * * *';
const NOOP = { only: { type: 'noop' } };
const WAIT = { timeout: 15_000, interval: 50 };
const TENANT = { tenantKey: 1 };

interface Firing {
  readonly logical_time: Date;
  readonly through: Date | null;
  readonly start_at: Date | null;
  readonly actual_time: Date;
  readonly outcome: string;
  readonly reason: string;
  readonly run_id: string | null;
}

const isPaused = ({ outcome }: Firing): boolean => outcome === 'paused';

/** Where a ledger of seconds leaves one out. */
const gaps = (rows: readonly Firing[]): readonly Firing[] =>
  rows.filter(({ logical_time }, i) => {
    const before = rows[i - 1];
    return before && logical_time.getTime() !== (before.through ?? before.logical_time).getTime() + 1_000;
  });

describe('two schedulers on one database', () => {
  let cluster: TestCluster;
  let other: TestNode;
  /** What lets the task of a run go, by the run's public id. */
  const held = new Map<string, () => void>();
  const letGo = (runId: string | null | undefined): void => held.get(formatId('run', runId as string))?.();
  const stopped: string[] = [];
  /** What starts behind the test that waits for it. */
  const stubborn = { over: false };

  beforeAll(async () => {
    cluster = await startTestCluster({
      hold: (_params, { identity, signal }) =>
        new Promise((resolve, reject) => {
          held.set(identity.runId, () => resolve({}));
          signal.addEventListener('abort', () => reject(new Error('stopped')));
        }),
      stubborn: (_params, { identity, signal }) =>
        new Promise((resolve) => {
          held.set(identity.runId, () => resolve({}));
          signal.addEventListener('abort', () => stopped.push('asked'));
          if (stubborn.over) resolve({});
        }),
      quick: () => ({}),
    });
    other = await cluster.addNode();
  });
  afterAll(() => cluster.stop());
  afterEach(async () => {
    await query('delete from schedule');
    for (const end of held.values()) end();
  });

  /** Lets a run's task go; asked again until it is over, since a run stands before its task has begun. */
  const finish = (runId: string | null | undefined): Promise<void> =>
    vi.waitFor(async () => {
      letGo(runId);
      expect((await other.store.queries.run(TENANT, runId as string))?.state).toBe('success');
    }, WAIT);
  const query = async (text: string, values: readonly unknown[] = []) =>
    (await cluster.store.database.api.query(text, [...values])).rows;
  const firings = (key: number): Promise<Firing[]> =>
    query('select * from firing where schedule_key = $1 order by logical_time', [key]);

  /** Makes the workflow live with one schedule, due so many milliseconds from now and on. */
  async function schedule(document: WorkflowDocument, definition: ScheduleDocument, dueInMs = 0): Promise<number> {
    const { workflowKey } = await cluster.publish(document, {
      schedules: [{ name: 'default', definition: { timezone: 'UTC', ...definition }, nextFireAt: undefined }],
    });
    const [row] = await query(
      `update schedule set next_fire_at = $2, due_at = $2, floor = $2::timestamptz - interval '1 s', claimed_until = '-infinity'
       where workflow_key = $1 returning key`,
      [workflowKey, new Date(Date.now() + dueInMs)],
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

  it('leave a paused workflow alone, and tell its ledger when it is resumed', async () => {
    const key = await schedule(workflow('paused', NOOP), { cron: EACH_SECOND, overlap: 'allow' });
    await waitForFirings(key, ({ length }) => length >= 1);
    const [place] = await query('select workflow_key "workflowKey", environment_key "environmentKey" from schedule');
    const control = other.scheduler.scheduleControl;
    expect(await control.pauseWorkflow(TENANT, place, { actor: 'test' })).toBe('changed');
    const awake = await schedule(workflow('awake', NOOP), { cron: EACH_SECOND, overlap: 'allow' });
    await waitForFirings(awake, ({ length }) => length >= 3);
    await control.resumeWorkflow(TENANT, place, { actor: 'test' });
    const rows = await waitForFirings(key, (all) => all.at(-1)?.outcome === 'fired' && all.some(isPaused));
    expect(rows.filter(isPaused)).toHaveLength(1);
    expect(gaps(rows)).toEqual([]);
  });

  it('go on by themselves when the pause of their workflow ends', async () => {
    const key = await schedule(workflow('until', NOOP), { cron: EACH_SECOND, overlap: 'allow' });
    await waitForFirings(key, ({ length }) => length >= 1);
    const [place] = await query(
      `select workflow_key "workflowKey", environment_key "environmentKey" from schedule where key = ${key}`,
    );
    const by = { actor: 'test', resumeAt: new Date(Date.now() + 1_500) };
    expect(await other.scheduler.scheduleControl.pauseWorkflow(TENANT, place, by)).toBe('changed');
    const rows = await waitForFirings(key, (all) => all.at(-1)?.outcome === 'fired' && all.some(isPaused));
    expect(rows.filter(isPaused)).toHaveLength(1);
    expect(gaps(rows)).toEqual([]);
  });

  it('leave a paused schedule alone, and catch up where that was chosen', async () => {
    const key = await schedule(workflow('caught_up', NOOP), {
      cron: EACH_SECOND,
      overlap: 'allow',
      misfire: { policy: 'fire_all' },
    });
    await waitForFirings(key, ({ length }) => length >= 1);
    const [{ id }] = await query('select id from schedule where key = $1', [key]);
    const control = other.scheduler.scheduleControl;
    expect(await control.pause(TENANT, id, { actor: 'test', reason: 'rest' })).toBe('changed');
    // Two minutes pass.
    await query(
      `update schedule set floor = floor - interval '2 minutes', next_fire_at = next_fire_at - interval '2 minutes' where key = $1`,
      [key],
    );
    await query('delete from firing where schedule_key = $1', [key]);
    expect(await control.resume(TENANT, id, { actor: 'test', catchUp: true })).toBe('changed');
    const rows = await waitForFirings(key, (all) => all.some(({ reason }) => reason === 'on_time'));
    expect(gaps(rows)).toEqual([]);
    const caughtUp = rows.filter(({ reason }) => reason === 'catch_up');
    expect(caughtUp.length).toBeGreaterThan(50);
    expect(caughtUp.every(({ outcome, run_id }) => outcome === 'fired' && run_id !== null)).toBe(true);
    const first = await cluster.ended(caughtUp[0]?.run_id as string);
    expect(first.logicalTime).toEqual(caughtUp[0]?.logical_time);
  });

  it.each(['queue_one', 'queue_all'] as const)('queue runs one behind another with %s', async (overlap) => {
    const key = await schedule(workflow(`with_${overlap}`, { only: call('hold') }), { cron: EACH_SECOND, overlap });
    const rows = await waitForFirings(key, ({ length }) => length >= 4);
    const [first, second, third] = rows;
    expect([first?.outcome, second?.outcome]).toEqual(['fired', 'fired']);
    expect(third).toMatchObject(
      overlap === 'queue_all' ? { outcome: 'fired' } : { outcome: 'skipped', reason: 'overlap', run_id: null },
    );
    await query(`update schedule set state = 'ended' where key = $1`, [key]);
    const secondRun = () => other.store.queries.run(TENANT, second?.run_id as string);
    expect(await secondRun()).toMatchObject({ state: 'queued', reason: { code: 'OVERLAP' } });
    await finish(first?.run_id);
    await vi.waitFor(async () => expect((await secondRun())?.state).toBe('running'), WAIT);
    for (const { run_id } of await firings(key)) if (run_id !== null) await finish(run_id);
  });

  it('stop what runs for the newest one with cancel_running', async () => {
    const key = await schedule(workflow('cancelled', { only: call('hold') }), {
      cron: EACH_SECOND,
      overlap: 'cancel_running',
    });
    // On a busy machine a run may be stopped before it has begun, and of times that come due together only the newest has one.
    const [before, after] = await vi.waitFor(async () => {
      const ids = (await firings(key)).flatMap(({ run_id }) => run_id ?? []);
      const runs = await Promise.all(ids.map((id) => other.store.queries.run(TENANT, id)));
      const over = runs.filter((run) => run?.startedAt && run.endedAt);
      expect(over.length).toBeGreaterThanOrEqual(2);
      return over;
    }, WAIT);
    for (const run of [before, after])
      expect(run).toMatchObject({ state: 'stopped', reason: { code: 'STOPPED_BY_OVERLAP' } });
    expect(after?.startedAt?.getTime()).toBeGreaterThanOrEqual(before?.endedAt?.getTime() as number);
  });

  it('wait for what was terminated before the next one starts', async () => {
    const key = await schedule(workflow('terminated', { only: call('stubborn') }), {
      cron: EACH_SECOND,
      overlap: 'terminate_running',
    });
    const rows = await waitForFirings(key, ({ length }) => length >= 2);
    const [first] = rows;
    await vi.waitFor(() => expect(stopped).toContain('asked'), WAIT);
    stubborn.over = true;
    letGo(first?.run_id);
    expect(await cluster.ended(first?.run_id as string)).toMatchObject({
      reason: { code: 'STOPPED_BY_OVERLAP', params: { policy: 'terminate_running' } },
    });
  });

  it('fire a fixed delay when the run before has ended', async () => {
    const key = await schedule(workflow('delayed', { only: call('hold') }), { delay: '1s' });
    await waitForFirings(key, ({ length }) => length === 1);
    const [{ due_at, state }] = await query('select due_at, state from schedule where key = $1', [key]);
    expect([due_at, state]).toEqual([null, 'enabled']);
    await finish((await firings(key))[0]?.run_id);
    const rows = await waitForFirings(key, ({ length }) => length === 2);
    const before = await cluster.ended(rows[0]?.run_id as string);
    expect(rows[1]?.logical_time.getTime()).toBe((before.endedAt?.getTime() as number) + 1_000);
  });

  it('start later by the jitter, for the logical time', async () => {
    const key = await schedule(workflow('jittered', { only: call('quick') }), {
      every: '1s',
      jitter: '1s',
      overlap: 'allow',
    });
    const rows = await waitForFirings(key, ({ length }) => length >= 4);
    expect(gaps(rows)).toEqual([]);
    const late = rows.filter(({ start_at }) => start_at !== null);
    expect(late.length).toBeGreaterThan(0);
    for (const { start_at, actual_time, logical_time } of late) {
      expect(start_at?.getTime()).toBeGreaterThan(logical_time.getTime());
      expect(actual_time.getTime()).toBeGreaterThanOrEqual(start_at?.getTime() as number);
    }
  });

  it('hold what falls into a freeze, and run the newest when it ends', async () => {
    const now = Date.now();
    const table = {
      name: 'frozen',
      version: 1,
      years: {},
      marks: {},
      freezes: [{ from: now - 60_000, to: now + 4_000 }],
    };
    vi.spyOn(cluster.store.calendars, 'tables').mockResolvedValue(new Map([['frozen', table]]));
    vi.spyOn(other.store.calendars, 'tables').mockResolvedValue(new Map([['frozen', table]]));
    const key = await schedule(workflow('frozen', { only: call('quick') }), {
      cron: EACH_SECOND,
      overlap: 'allow',
      freeze: 'frozen',
    });
    const rows = await waitForFirings(key, (all) => all.some(({ reason }) => reason === 'on_time'));
    vi.restoreAllMocks();
    const held = rows.filter(({ outcome }) => outcome === 'held');
    expect(held.length).toBeGreaterThanOrEqual(2);
    expect(held.map(({ run_id }) => run_id !== null)).toEqual([...held.slice(1).map(() => false), true]);
    expect((await cluster.ended(held.at(-1)?.run_id as string)).logicalTime).toEqual(held.at(-1)?.logical_time);
    expect(gaps(rows)).toEqual([]);
  });

  it('repair an enabled schedule that has no next time', async () => {
    const key = await schedule(workflow('broken', NOOP), { cron: EACH_SECOND, overlap: 'allow' }, 3_600_000);
    await query('update schedule set next_fire_at = null, due_at = null, floor = now() where key = $1', [key]);
    await waitForFirings(key, ({ length }) => length >= 1);
  });

  it('fire by hand without a trace in the ledger', async () => {
    const key = await schedule(
      workflow('by_hand', NOOP, { params: { day: { type: 'string' } } }),
      {
        cron: EACH_MINUTE,
        params: { day: 'monday' },
      },
      3_600_000,
    );
    const [{ id }] = await query('select id from schedule where key = $1', [key]);
    const control = cluster.scheduler.scheduleControl;
    const fired = await control.fire(TENANT, id, { actor: 'ann', params: { day: 'friday' } });
    const run = await cluster.ended('runId' in fired ? fired.runId : '');
    expect(run).toMatchObject({
      params: { day: 'friday' },
      triggerKind: 'manual',
      actor: 'ann',
      logicalTime: undefined,
    });
    expect(await control.fire(TENANT, id, { actor: 'ann', params: { day: 5 } })).toMatchObject({ kind: 'invalid' });
    expect(await control.fire({ tenantKey: 2 }, id, { actor: 'ann' })).toEqual({ kind: 'not_found' });
    expect(await firings(key)).toEqual([]);
  });

  it('quarantine a schedule that cannot be given its parameters, and go on with the others', async () => {
    const needy = workflow('needy', NOOP, { params: { day: { type: 'date', required: true } } });
    const bad = await schedule(needy, { cron: EACH_SECOND, overlap: 'allow' });
    const good = await schedule(workflow('content', NOOP), { cron: EACH_SECOND, overlap: 'allow' });
    const state = await vi.waitFor(async () => {
      const [row] = await query('select state, error, error_said from schedule where key = $1', [bad]);
      if (row.state === 'enabled') throw new Error('still enabled');
      return row;
    }, WAIT);
    const said = { text: '{0} is required and has no default', values: ['day'] };
    expect(state).toEqual({
      state: 'quarantined',
      error: 'day is required and has no default',
      error_said: { text: '{0}', values: [said] },
    });
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
