import { ANY_WORKER } from '@carillon/core';
import type {
  FiringDecision,
  FirePlan,
  NewRun,
  ScheduleClaim,
  ScheduleDocument,
  WorkflowDocument,
} from '@carillon/core';
import { createLogger, newRunId, newUuid } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../open-store.ts';

const log = createLogger({ name: 'store', level: 'error' });
const TENANT = { tenantKey: 1 };
const PLACE = { ...TENANT, environmentKey: 1 };
const EVERY_MINUTE: ScheduleDocument = { cron: '* * * * *', timezone: 'UTC' };
const SECOND = 1_000;
const LIMIT = 10;

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  store = await openStore({ url: database.url, applicationName: 'test', log });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});
afterEach(() => query('truncate schedule, firing, deployment, run, run_hold, task_run, catch_up_pace'));

const query = async (text: string, values: readonly unknown[] = []) =>
  (await store.database.api.query(text, [...values])).rows;

/** A workflow with a schedule whose next time is so many milliseconds from now and whose floor is long ago. */
async function scheduled(name: string, dueInMs: number, definition = EVERY_MINUTE): Promise<ScheduleClaim> {
  const document: WorkflowDocument = { kind: 'Workflow', name, project: 'default', tasks: { a: { type: 'noop' } } };
  const schedules = [{ name: 'default', definition, nextFireAt: undefined }];
  const version = { document, files: {}, source: '', hash: newUuid().replaceAll('-', ''), author: 'a', message: '' };
  await store.catalog.apply(PLACE, [{ ...version, schedules }]);
  const next = new Date(Math.floor(await store.engine.now()) + dueInMs);
  await query(
    `update schedule set floor = now() - interval '1 day', next_fire_at = $2, due_at = $2
     where workflow_key = (select key from workflow where name = $1)`,
    [name, next],
  );
  return claimOf(name);
}

/** As a claim would give it, without taking it. */
async function claimOf(name: string): Promise<ScheduleClaim> {
  const [row] = await query(
    `select s.key, s.id, s.workflow_key, d.version_key, s.definition, s.next_fire_at, s.due_at, s.floor, s.passed_until, s.held_from
     from schedule s join workflow w on w.key = s.workflow_key join deployment d on d.workflow_key = w.key where w.name = $1`,
    [name],
  );
  return {
    key: row.key,
    id: row.id,
    project: 'default',
    workflow: name,
    name: 'default',
    scope: { ...PLACE, projectKey: 1 },
    workflowKey: row.workflow_key,
    versionKey: row.version_key,
    definition: row.definition,
    nextFireAt: row.next_fire_at,
    dueAt: row.due_at,
    floor: row.floor,
    passedUntil: row.passed_until ?? undefined,
    heldFrom: row.held_from ?? undefined,
    lastEnd: undefined,
  };
}

const later = (time: Date, ms = 60 * SECOND): Date => new Date(time.getTime() + ms);
const decision = (at: Date, more: Partial<FiringDecision> = {}): FiringDecision => ({
  logicalTime: at.getTime(),
  startAt: at.getTime(),
  outcome: 'merged',
  reason: 'catch_up',
  notes: [],
  ...more,
});

function planOf(schedule: ScheduleClaim, entries: FirePlan['entries']): FirePlan {
  const next = schedule.nextFireAt as Date;
  return {
    schedule,
    entries,
    released: undefined,
    nextFireAt: later(next),
    dueAt: later(next),
    heldFrom: undefined,
    floor: next,
    ended: false,
    claimMs: 0,
  };
}

const fire = (schedule: ScheduleClaim) =>
  store.engine.fire([planOf(schedule, [{ decision: decision(schedule.nextFireAt as Date) }])]);

const LANE = { queue: 'default', group: 'default', capability: 'noop', selector: ANY_WORKER, resources: {} };
const OWNER = { projectKey: 1, project: 'default', tenant: 'default' };

/** A run of one ready task, as the starter would prepare it. */
async function newRun(schedule: ScheduleClaim, logicalTime: Date): Promise<NewRun> {
  const { key: laneKey } = await store.engine.lane(LANE, OWNER);
  const { scope, workflowKey, versionKey } = schedule;
  const place = { state: 'queued', laneKey, rank: 1, taskNo: 0, fused: true } as const;
  const nothing = {
    sessionKey: undefined,
    input: undefined,
    timeoutMs: undefined,
    dueMs: undefined,
    reason: undefined,
  };
  return {
    id: newRunId(),
    request: { scope, workflowKey, versionKey, params: {}, logicalTime, triggerKind: 'schedule', actor: 'schedule' },
    priority: 50,
    runTimeoutMs: undefined,
    solo: true,
    sinks: 1,
    roots: [{ ...place, ...nothing, deadlineMs: undefined }],
  };
}

/** Fires the schedule's next time with a run; its id. */
async function fireRun(name: string, how: 'at_once' | 'paced' = 'at_once'): Promise<string> {
  const schedule = await claimOf(name);
  const at = schedule.nextFireAt as Date;
  const run = await newRun(schedule, at);
  const fires = decision(at, { outcome: 'fired', reason: 'on_time', run: how });
  const fired = await store.engine.fire([planOf(schedule, [{ decision: fires, run }])]);
  expect([...fired.outcomes.keys()]).toEqual([schedule.key]);
  return run.id;
}

const stateOf = async (runId: string) => (await store.queries.run(TENANT, runId))?.state;
const ledger = () => query('select outcome, reason, run_id from firing order by logical_time');

async function release(): Promise<readonly string[]> {
  const held = await store.engine.releasable(100);
  const runs = [];
  for (const each of held) {
    const run = await newRun(await claimOf('overlapping'), each.logicalTime as Date);
    runs.push({ held: each, run: { ...run, id: each.runId } });
  }
  return [...(await store.engine.release(runs)).made];
}
const stop = (runId: string) =>
  store.engine.stop(TENANT, runId, { actor: 'test', reason: { code: 'STOPPED_BY_USER' } });

describe('firing', () => {
  it('leaves a schedule alone whose definition or version was changed since the plan was made', async () => {
    const schedule = await scheduled('edited', -SECOND);
    expect((await fire({ ...schedule, versionKey: schedule.versionKey + 1 })).outcomes.size).toBe(0);
    await query(`update schedule set definition = '{"cron": "0 0 * * *"}'`);
    expect((await fire(schedule)).outcomes.size).toBe(0);
    expect(await ledger()).toEqual([]);
  });

  it('leaves it alone when calendars changed twice, so that the next time is as open as it was', async () => {
    await scheduled('replanned', -SECOND);
    const change = `update schedule set next_fire_at = null, due_at = clock_timestamp()`;
    await query(change);
    const schedule = await claimOf('replanned');
    const at = new Date(schedule.dueAt.getTime() - SECOND);
    const plan = { ...planOf({ ...schedule, nextFireAt: at }, [{ decision: decision(at) }]), schedule };
    await query(`${change} + interval '2 ms'`);
    expect((await store.engine.fire([plan])).outcomes.size).toBe(0);
    const again = { ...plan, schedule: await claimOf('replanned') };
    expect((await store.engine.fire([again])).outcomes.size).toBe(1);
  });

  it('stops nothing for a time that the ledger refuses', async () => {
    await scheduled('refused', -10 * 60 * SECOND, { ...EVERY_MINUTE, overlap: 'cancel_running' });
    const first = await fireRun('refused');
    const [{ logical_time }] = await query('select logical_time from firing');
    await query(`update schedule set next_fire_at = $1, due_at = $1, floor = '-infinity'`, [logical_time]);
    await fireRun('refused');
    expect(await stateOf(first)).toBe('queued');
  });

  it('writes the ledger and moves the schedule on, once', async () => {
    const schedule = await scheduled('once', -SECOND);
    const both = await Promise.all([fire(schedule), fire(schedule)]);
    expect(both.map(({ outcomes }) => outcomes.size).sort((a, b) => a - b)).toEqual([0, 1]);
    expect(await query('select logical_time, outcome from firing')).toEqual([
      { logical_time: schedule.nextFireAt, outcome: 'merged' },
    ]);
    expect(await query('select next_fire_at, due_at, floor from schedule')).toEqual([
      {
        next_fire_at: later(schedule.nextFireAt as Date),
        due_at: later(schedule.nextFireAt as Date),
        floor: schedule.nextFireAt,
      },
    ]);
  });

  it('fires many schedules in one transaction, those that others have moved left out', async () => {
    const all = await Promise.all(['one', 'two', 'three'].map((name) => scheduled(name, -SECOND)));
    await query(`update schedule set state = 'paused' where id = $1`, [all[1]?.id]);
    const fired = await store.engine.fire(
      all.map((schedule) => planOf(schedule, [{ decision: decision(schedule.nextFireAt as Date) }])),
    );
    expect(new Set(fired.outcomes.keys())).toEqual(new Set([all[0]?.key, all[2]?.key]));
    expect((await ledger()).length).toBe(2);
  });

  it('never waits for a schedule that somebody has locked', async () => {
    const schedule = await scheduled('locked', -SECOND);
    const client = await store.database.api.connect();
    await client.query('begin');
    await client.query('select 1 from schedule for update');
    expect((await fire(schedule)).outcomes.size).toBe(0);
    await client.query('rollback');
    client.release();
    expect((await fire(schedule)).outcomes.size).toBe(1);
  });

  it('does nothing before the store’s clock has come to the time', async () => {
    const schedule = await scheduled('early', 60 * SECOND);
    const fired = await fire(schedule);
    expect([...fired.early]).toEqual([schedule.key]);
    expect(await ledger()).toEqual([]);
    expect(await query('select next_fire_at from schedule')).toEqual([{ next_fire_at: schedule.nextFireAt }]);
  });

  it('never writes at or below the floor', async () => {
    const schedule = await scheduled('floored', -SECOND);
    await query('update schedule set floor = $1', [schedule.nextFireAt]);
    const fired = await fire(schedule);
    expect(fired.outcomes.get(schedule.key)).toEqual([]);
    expect(await ledger()).toEqual([]);
  });

  it('finds rows of every month, also of one that has no partition', async () => {
    await query(
      `insert into firing (schedule_key, logical_time, outcome, reason) values (1, '2019-05-05', 'fired', 'late')`,
    );
    await query(`select make_partitions('2019-05-01', '2019-05-02')`);
    expect(await query('select tableoid::regclass::text partition from firing')).toEqual([
      { partition: 'firing_201905' },
    ]);
    await query('drop table firing_201905');
  });
});

describe('a run that waits for the one before it', () => {
  const QUEUE: ScheduleDocument = { ...EVERY_MINUTE, overlap: 'queue_all' };

  it('stands as queued with its reason, and starts when that one has ended', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, QUEUE);
    const first = await fireRun('overlapping');
    const second = await fireRun('overlapping');
    expect(await store.queries.run(TENANT, second)).toMatchObject({
      state: 'queued',
      reason: { code: 'OVERLAP', params: { run: expect.stringMatching(/^run_/) } },
    });
    expect(await store.queries.taskRuns(TENANT, second)).toMatchObject([
      { state: 'pending', reason: { code: 'OVERLAP' } },
    ]);
    expect(await release()).toEqual([]);
    await stop(first);
    expect(await release()).toEqual([second]);
    expect(await query('select run_id, state from task_run')).toEqual([{ run_id: second, state: 1 }]);
    expect(await query('select 1 from run union all select 1 from run_hold')).toEqual([]);
    expect(await query('select last_run_id from schedule')).toEqual([{ last_run_id: second }]);
  });

  it('starts in order, one at a time', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, QUEUE);
    const first = await fireRun('overlapping');
    const second = await fireRun('overlapping');
    const third = await fireRun('overlapping');
    await stop(first);
    expect(await release()).toEqual([second]);
    expect(await release()).toEqual([]);
    await stop(second);
    expect(await release()).toEqual([third]);
  });

  it('is released once, however many ask', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, QUEUE);
    const first = await fireRun('overlapping');
    const second = await fireRun('overlapping');
    await stop(first);
    const both = await Promise.all([release(), release()]);
    expect(both.flat()).toEqual([second]);
  });

  it('waits no longer where overlaps are allowed from now on', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, QUEUE);
    await fireRun('overlapping');
    const waiting = [await fireRun('overlapping'), await fireRun('overlapping')];
    await query(`update schedule set definition = definition || '{"overlap": "allow"}'`);
    expect([...(await release())].sort()).toEqual(waiting.sort());
  });

  it('ends at once when it is stopped, and the next one takes its place', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, QUEUE);
    const first = await fireRun('overlapping');
    const second = await fireRun('overlapping');
    const third = await fireRun('overlapping');
    expect(await stop(second)).toMatchObject({ result: 'stopping', ended: true });
    expect(await stateOf(second)).toBe('stopped');
    expect(await release()).toEqual([]);
    await stop(first);
    expect(await release()).toEqual([third]);
  });

  it('is replaced by the newest where what runs is cancelled', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, { ...EVERY_MINUTE, overlap: 'cancel_running' });
    const first = await fireRun('overlapping');
    await query(
      `update task_run set state = 3, attempt_id = gen_random_uuid(), fence = 1, session_key = 1 where run_id = $1`,
      [first],
    );
    const second = await fireRun('overlapping');
    expect([await stateOf(first), await stateOf(second)]).toEqual(['stopping', 'queued']);
    const third = await fireRun('overlapping');
    expect([await stateOf(second), await stateOf(third)]).toEqual(['stopped', 'queued']);
    expect(await store.queries.run(TENANT, second)).toMatchObject({
      reason: { code: 'STOPPED_BY_OVERLAP', params: { policy: 'cancel_running' } },
    });
  });
});

describe('catching up', () => {
  it('starts ten runs a second of a tenant, oldest first, whoever asks', async () => {
    await scheduled('overlapping', -100 * 60 * SECOND, { ...EVERY_MINUTE, overlap: 'allow' });
    const runs: string[] = [];
    for (let i = 0; i < 15; i++) runs.push(await fireRun('overlapping', 'paced'));
    const first = await release();
    expect([...first].sort()).toEqual(runs.slice(0, 10).sort());
    const [pace] = await query('select free_at <= clock_timestamp() + interval $$100 ms$$ spent from catch_up_pace');
    expect(pace).toEqual({ spent: true });
    await query(`update catch_up_pace set free_at = free_at - interval '10 s'`);
    expect([...(await release())].sort()).toEqual(runs.slice(10).sort());
  });

  it('of one tenant leaves another its turn', async () => {
    await scheduled('overlapping', -200 * 60 * SECOND, { ...EVERY_MINUTE, overlap: 'allow' });
    for (let i = 0; i < 110; i++) await fireRun('overlapping', 'paced');
    await scheduled('another', -60 * SECOND, { ...EVERY_MINUTE, overlap: 'allow' });
    const youngest = await fireRun('another', 'paced');
    await query('update run_hold set tenant_key = 2 where run_id = $1', [youngest]);
    await query('update run set tenant_key = 2 where id = $1', [youngest]);
    expect(await release()).toContain(youngest);
    expect(await query('select 1 from run_hold where tenant_key = 2')).toEqual([]);
  });

  it('never has two runs at once where the policy does not allow it', async () => {
    await scheduled('overlapping', -100 * 60 * SECOND);
    const runs = [await fireRun('overlapping', 'paced'), await fireRun('overlapping', 'paced')];
    expect(await release()).toEqual([runs[0]]);
    expect(await release()).toEqual([]);
    await stop(runs.at(0) as string);
    expect(await release()).toEqual([runs[1]]);
  });
});

describe('claiming schedules', () => {
  const claim = async () => (await store.engine.claimSchedules(SECOND, 10 * SECOND, LIMIT)).map(({ key }) => key);

  it('gives each to one asker while it is not overdue', async () => {
    const { key } = await scheduled('claimed', SECOND / 2);
    expect([await claim(), await claim()]).toEqual([[key], []]);
  });

  it('gives what is overdue to whoever asks, but not all the time', async () => {
    const { key } = await scheduled('overdue', -3 * SECOND);
    expect([await claim(), await claim()]).toEqual([[key], []]);
    await query(`update schedule set claimed_until = claimed_until - interval '2 s'`);
    expect(await claim()).toEqual([key]);
  });

  it('is not held up by the schedules of paused workflows', async () => {
    const paused = await scheduled('paused', -60 * SECOND);
    const at = { workflowKey: paused.workflowKey, environmentKey: 1 };
    expect(await store.engine.pauseWorkflow(TENANT, at, { actor: 'a' })).toBe('changed');
    const { key } = await scheduled('awake', -SECOND);
    expect((await store.engine.claimSchedules(SECOND, 10 * SECOND, 1)).map((one) => one.key)).toEqual([key]);
  });

  it('quarantines a schedule after three failures, and tries it again after ten minutes', async () => {
    const { key } = await scheduled('bad', -3 * SECOND);
    const quarantined = [];
    for (const problem of ['first', 'second', 'third']) quarantined.push(await store.engine.noteFailure(key, problem));
    expect(quarantined).toEqual([false, false, true]);
    expect(await query('select state, error from schedule')).toEqual([{ state: 'quarantined', error: 'third' }]);
    expect(await claim()).toEqual([]);
    expect(await store.engine.retryQuarantined()).toBe(0);
    await query(`update schedule set updated_at = now() - interval '11 minutes'`);
    expect(await store.engine.retryQuarantined()).toBe(1);
    expect(await claim()).toEqual([key]);
  });
});

describe('a schedule that nothing would look at', () => {
  it('is made due, and said to have been broken', async () => {
    const { id } = await scheduled('broken', 60 * SECOND);
    expect(await store.engine.wakeSchedules(LIMIT)).toEqual({ waited: 0, broken: [] });
    await query('update schedule set next_fire_at = null, due_at = null');
    expect(await store.engine.wakeSchedules(LIMIT)).toEqual({ waited: 0, broken: [id] });
    expect(await query('select due_at <= clock_timestamp() due from schedule')).toEqual([{ due: true }]);
  });

  it('waits for its run where it has a fixed delay', async () => {
    await scheduled('delayed', -SECOND, { delay: '1m' });
    const first = await fireRun('delayed');
    await query('update schedule set next_fire_at = null, due_at = null');
    expect(await store.engine.wakeSchedules(LIMIT)).toEqual({ waited: 0, broken: [] });
    expect(await store.engine.awaitedRuns()).toEqual([first]);
    await stop(first);
    expect(await store.engine.wakeSchedules(LIMIT)).toEqual({ waited: 1, broken: [] });
    const [claimed] = await store.engine.claimSchedules(SECOND, SECOND, LIMIT);
    const [{ ended_at }] = await query('select ended_at from run_history where id = $1', [first]);
    expect(Math.floor(claimed?.lastEnd as number)).toBe(ended_at.getTime());
  });
});

describe('pausing', () => {
  const by = { actor: 'ann', reason: 'night shift' };

  it('rests until it is resumed, and the times meanwhile have passed', async () => {
    const { id } = await scheduled('paused', -SECOND);
    expect(await store.engine.pauseSchedule(TENANT, id, by)).toBe('changed');
    expect(await query('select state, paused_by, pause_reason from schedule')).toEqual([
      { state: 'paused', paused_by: 'ann', pause_reason: 'night shift' },
    ]);
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toEqual([]);
    expect(await store.engine.resumeSchedule(TENANT, id, { actor: 'ann' })).toBe('changed');
    expect(await store.engine.resumeSchedule(TENANT, id, { actor: 'ann' })).toBe('unchanged');
    const claimed = await store.engine.claimSchedules(SECOND, SECOND, LIMIT);
    const { passedUntil, nextFireAt } = claimed.at(0) as ScheduleClaim;
    expect(passedUntil?.getTime()).toBeGreaterThan((nextFireAt as Date).getTime());
  });

  it('leaves the times to the misfire policy where catching up was chosen', async () => {
    const { id } = await scheduled('caught_up', -SECOND);
    await store.engine.pauseSchedule(TENANT, id, by);
    await store.engine.resumeSchedule(TENANT, id, { actor: 'ann', catchUp: true });
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toMatchObject([{ passedUntil: undefined }]);
  });

  it('ends by itself at the time that was asked for', async () => {
    const { id } = await scheduled('resumed', -SECOND);
    await store.engine.pauseSchedule(TENANT, id, { ...by, resumeAt: new Date(Date.now() + 60 * SECOND) });
    expect(await store.engine.resumeDue()).toBe(0);
    await store.engine.pauseSchedule(TENANT, id, { ...by, resumeAt: new Date(Date.now() - SECOND) });
    expect(await store.engine.resumeDue()).toBe(1);
    expect(await query('select state, paused_by, resume_at from schedule')).toEqual([
      { state: 'enabled', paused_by: null, resume_at: null },
    ]);
  });

  it('of a workflow is that of its schedules, but for those that were paused themselves', async () => {
    const { workflowKey, id } = await scheduled('whole', -SECOND);
    const at = { workflowKey, environmentKey: 1 };
    await store.engine.pauseWorkflow(TENANT, at, { actor: 'ann' });
    expect(await store.engine.resumeWorkflow({ tenantKey: 2 }, at, { actor: 'ann' })).toBe('not_found');
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toEqual([]);
    await store.engine.resumeWorkflow(TENANT, at, { actor: 'ann' });
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toMatchObject([
      { id, passedUntil: expect.any(Date) },
    ]);
  });

  it('of a workflow tells who and why, keeps its beginning, and ends by itself with a row of the audit', async () => {
    const { workflowKey, id } = await scheduled('until', -SECOND);
    const at = { workflowKey, environmentKey: 1 };
    const told = () =>
      query('select paused, paused_by, pause_reason, paused_at, resume_at from deployment where workflow_key = $1', [
        workflowKey,
      ]);
    const pause = (reason: string, ms: number) =>
      store.engine.pauseWorkflow(TENANT, at, { actor: 'ann', reason, resumeAt: new Date(Date.now() + ms) });
    await pause('DB upgrade', 60 * SECOND);
    const [first] = await told();
    expect(first).toMatchObject({ paused: true, paused_by: 'ann', pause_reason: 'DB upgrade' });
    expect(await store.engine.resumeDue()).toBe(0);
    expect(await pause('it is done sooner', -SECOND)).toBe('changed');
    expect(await told()).toMatchObject([{ pause_reason: 'it is done sooner', paused_at: first?.['paused_at'] }]);
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toEqual([]);
    const keeping = { actor: 'bob', reason: 'of a plan', keepsPause: true };
    expect(await store.engine.pauseWorkflow(TENANT, at, keeping)).toBe('unchanged');
    expect(await told()).toMatchObject([{ paused_by: 'ann', pause_reason: 'it is done sooner' }]);

    const both = await Promise.all([store.engine.resumeDue(), store.engine.resumeDue()]);
    expect(both.sort()).toEqual([0, 1]);
    expect(await told()).toEqual([
      { paused: false, paused_by: null, pause_reason: null, paused_at: null, resume_at: null },
    ]);
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toMatchObject([
      { id, passedUntil: expect.any(Date) },
    ]);
    expect(
      await query(`select actor, via, object_name, outcome, after from audit where action = 'workflow.resume'`),
    ).toEqual([{ actor: 'carillon', via: 'system', object_name: 'until', outcome: 'done', after: { paused: false } }]);
  });

  it('knows nothing of schedules of other tenants, and leaves ended ones alone', async () => {
    const { id } = await scheduled('ended', -SECOND);
    expect(await store.engine.pauseSchedule({ tenantKey: 2 }, id, by)).toBe('not_found');
    await query(`update schedule set state = 'ended'`);
    expect(await store.engine.pauseSchedule(TENANT, id, by)).toBe('ended');
  });
});
