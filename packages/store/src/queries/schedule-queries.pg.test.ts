import type { ScheduleDocument, ScheduleQueries, ScheduleRecord } from '@carillon/core';
import { createLogger, newRunId, newUuid } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { createScheduleQueries } from './schedule-queries.ts';

let database: TestDatabase;
let store: Database;
let pool: pg.Pool;
let queries: ScheduleQueries;
let place: { tenantKey: number; environmentKey: number };
const STRANGER = { tenantKey: 999, environmentKey: 999 };
const DAILY: ScheduleDocument = { cron: '0 0 * * *', timezone: 'Asia/Shanghai' };
const HOURLY: ScheduleDocument = { every: '1h', timezone: 'UTC' };
const at = (time: string) => new Date(`2026-11-${time}Z`);

beforeAll(async () => {
  database = await createTestDatabase();
  const log = createLogger({ name: 'test', level: 'silent' });
  store = openDatabase({ url: database.url, applicationName: 'test', apiConnections: 4, leaseConnections: 1 }, log);
  pool = store.api;
  queries = createScheduleQueries(pool);
  const { rows } = await pool.query(
    'select t.key tenant, e.key environment from tenant t join environment e on e.tenant_key = t.key',
  );
  place = { tenantKey: rows[0].tenant, environmentKey: rows[0].environment };
});
afterAll(async () => {
  await store.close();
  await database.drop();
});
beforeEach(async () => {
  await pool.query(
    'truncate schedule, firing, run, task_run, run_history, deployment, workflow_version, workflow cascade',
  );
  await publish('retail', 'orders', { daily: DAILY, hourly: HOURLY }, { owner: 'bi', tags: ['core', 'fin'] });
  await publish('default', 'cleanup', { default: HOURLY });
  await publish('retail', 'billing', { default: DAILY });
});

async function publish(
  project: string,
  name: string,
  schedules: Record<string, ScheduleDocument>,
  head: object = {},
): Promise<void> {
  await pool.query(
    `with p as (insert into project (id, tenant_key, name) values (gen_random_uuid(), $1, $3) on conflict (tenant_key, name) do update set name = excluded.name returning key),
      w as (insert into workflow (id, tenant_key, project_key, name) select gen_random_uuid(), $1, key, $4 from p returning *),
      v as (insert into workflow_version (id, workflow_key, number, hash, document, author) select gen_random_uuid(), key, 1, '\\x00', $5, 'admin' from w returning *),
      d as (insert into deployment (workflow_key, environment_key, version_key) select workflow_key, $2, key from v)
    insert into schedule (id, tenant_key, project_key, environment_key, workflow_key, name, definition, next_fire_at)
    select gen_random_uuid(), $1, w.project_key, $2, w.key, s.key, s.value, $7 from w, jsonb_each($6::jsonb) s`,
    [
      place.tenantKey,
      place.environmentKey,
      project,
      name,
      JSON.stringify(head),
      JSON.stringify(schedules),
      at('22T00:00:00'),
    ],
  );
}

async function insert(table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row);
  await pool.query(
    `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
}

async function scheduleOf(workflow: string, name = 'default'): Promise<ScheduleRecord> {
  const { items } = await queries.list(place, { workflow, limit: 10 });
  const found = items.find((schedule) => schedule.name === name);
  if (!found) throw new Error(`there is no schedule ${workflow}/${name}`);
  return found;
}

const names = (items: readonly { project: string; workflow: string; name: string }[]) =>
  items.map(({ project, workflow, name }) => `${project}/${workflow}/${name}`);

/** A firing with a run in a final state, or an open one. */
async function fired(schedule: ScheduleRecord, logicalTime: Date, state: 'open' | 10 | 11 | 12, tookMs = 1_000) {
  const runId = newRunId();
  await insert('firing', {
    schedule_key: schedule.key,
    logical_time: logicalTime,
    actual_time: new Date(logicalTime.getTime() + 250),
    outcome: 'fired',
    reason: 'on_time',
    run_id: runId,
  });
  const { rows } = await pool.query('select key from workflow_version where workflow_key = $1', [schedule.workflowKey]);
  const run = {
    id: runId,
    version_key: rows[0].key,
    workflow_key: schedule.workflowKey,
    tenant_key: place.tenantKey,
    project_key: schedule.scope.projectKey,
    environment_key: place.environmentKey,
    trigger_kind: 'schedule',
    actor: 'schedule',
    params: '{}',
  };
  if (state === 'open') await insert('run', { ...run, state: 2, open: 1, priority: 50 });
  else {
    const createdAt = new Date();
    await insert('run_history', {
      ...run,
      state,
      created_at: createdAt,
      ended_at: new Date(createdAt.getTime() + tookMs),
    });
  }
  return runId;
}

describe('the list', () => {
  it('is in the order of project, workflow and name, page by page', async () => {
    const first = await queries.list(place, { limit: 3 });
    expect(names(first.items)).toEqual(['default/cleanup/default', 'retail/billing/default', 'retail/orders/daily']);
    const second = await queries.list(place, { limit: 3, cursor: first.nextCursor ?? '' });
    expect(names(second.items)).toEqual(['retail/orders/hourly']);
    expect(second.nextCursor).toBeUndefined();
    expect((await queries.list(STRANGER, { limit: 3 })).items).toEqual([]);
  });

  it('takes every filter', async () => {
    await pool.query(`update schedule set state = 'paused' where name = 'hourly'`);
    await pool.query(`update schedule set calendars = '{cn-workdays}' where name = 'daily'`);
    const found = async (filter: object) => names((await queries.list(place, { ...filter, limit: 10 })).items);
    expect(await found({ project: 'default' })).toEqual(['default/cleanup/default']);
    expect(await found({ workflow: 'orders' })).toEqual(['retail/orders/daily', 'retail/orders/hourly']);
    expect(await found({ text: 'BILL' })).toEqual(['retail/billing/default']);
    expect(await found({ text: 'hour' })).toEqual(['retail/orders/hourly']);
    expect(await found({ states: ['paused'] })).toEqual(['retail/orders/hourly']);
    expect(await found({ states: ['paused'], project: 'default' })).toEqual([]);
    expect(await found({ states: ['paused', 'enabled'], workflow: 'orders' })).toHaveLength(2);
    expect(await found({ timezone: 'UTC' })).toEqual(['default/cleanup/default', 'retail/orders/hourly']);
    expect(await found({ timezone: 'Asia/Shanghai', text: 'bill' })).toEqual(['retail/billing/default']);
    expect(await found({ kinds: ['cron'] })).toEqual(['retail/billing/default', 'retail/orders/daily']);
    expect(await found({ calendar: 'cn-workdays' })).toEqual(['retail/orders/daily']);
    expect(await found({ project: 'nowhere' })).toEqual([]);
  });

  it('gives each its newest firing', async () => {
    const hourly = await scheduleOf('orders', 'hourly');
    await fired(hourly, at('20T10:00:00'), 10);
    const newest = await fired(hourly, at('20T11:00:00'), 'open');
    const { items } = await queries.list(place, { workflow: 'orders', limit: 10 });
    expect(items.map(({ lastFiring }) => lastFiring?.runId)).toEqual([undefined, newest]);
    expect(items[1]?.lastFiring).toMatchObject({ logicalTime: at('20T11:00:00'), startAt: at('20T11:00:00') });
  });

  it('reads no more than the page, however many there are', async () => {
    await pool.query(`
      with w as (insert into workflow (id, tenant_key, project_key, name)
        select gen_random_uuid(), p.tenant_key, p.key, 'w' || lpad(i::text, 6, '0') from project p, generate_series(1, 20000) i where p.name = 'retail' returning *)
      insert into schedule (id, tenant_key, project_key, environment_key, workflow_key, name, definition)
        select gen_random_uuid(), w.tenant_key, w.project_key, ${place.environmentKey}, w.key, 'default', '{"cron": "@daily"}' from w`);
    await pool.query('analyze workflow; analyze schedule');
    const asked: { text: string; values: unknown[] }[] = [];
    const listening = { query: (query: (typeof asked)[0]) => (asked.push(query), pool.query(query)) };
    const cursor = Buffer.from(
      JSON.stringify([String((await scheduleOf('orders', 'daily')).scope.projectKey), 'w010000', '']),
    ).toString('base64url');
    const page = await createScheduleQueries(listening as unknown as pg.Pool).list(place, { limit: 20, cursor });
    expect(page.items.map(({ workflow }) => workflow).slice(0, 2)).toEqual(['w010000', 'w010001']);
    await createScheduleQueries(listening as unknown as pg.Pool).list(place, { limit: 20, project: 'retail' });
    for (const { text, values } of asked) {
      const { rows } = await pool.query(`explain (analyze, format json) ${text}`, values);
      expect(mostRows(rows[0]['QUERY PLAN'][0].Plan), text).toBeLessThan(200);
    }
  });
});

/** Of any step of a plan, all its rounds counted. */
function mostRows(node: Record<string, unknown>): number {
  const own =
    (Number(node['Actual Rows']) + Number(node['Rows Removed by Filter'] ?? 0)) * Number(node['Actual Loops']);
  const below = ((node['Plans'] ?? []) as Record<string, unknown>[]).map(mostRows);
  return Math.max(own, ...below);
}

describe('one schedule', () => {
  it('is found by its tenant alone', async () => {
    const { id } = await scheduleOf('billing');
    expect(await queries.get(place, id)).toMatchObject({ project: 'retail', environment: 'dev', definition: DAILY });
    expect(await queries.get(STRANGER, id)).toBeUndefined();
    expect(await queries.get(place, newUuid())).toBeUndefined();
  });

  it('says who paused it, why, and until when', async () => {
    const { id } = await scheduleOf('billing');
    await pool.query(
      `update schedule set state = 'paused', paused_at = $2, paused_by = 'li', pause_reason = 'audit', resume_at = $3 where id = $1`,
      [id, at('20T00:00:00'), at('25T00:00:00')],
    );
    const pause = { since: at('20T00:00:00'), actor: 'li', reason: 'audit', resumeAt: at('25T00:00:00') };
    expect(await queries.get(place, id)).toMatchObject({ state: 'paused', pause });
  });
});

describe('the ledger', () => {
  it('is newest first, with the states of its runs, between two times and by outcome', async () => {
    const schedule = await scheduleOf('orders', 'hourly');
    await fired(schedule, at('20T10:00:00'), 10);
    await fired(schedule, at('20T11:00:00'), 11);
    await fired(schedule, at('20T12:00:00'), 'open');
    const skipped = { outcome: 'skipped', reason: 'overlap' };
    await insert('firing', { schedule_key: schedule.key, logical_time: at('20T13:00:00'), ...skipped });
    const first = await queries.firings(schedule.key, { limit: 2 });
    expect(first.items.map(({ outcome, runState }) => [outcome, runState])).toEqual([
      ['skipped', undefined],
      ['fired', 'queued'],
    ]);
    const second = await queries.firings(schedule.key, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ runState }) => runState)).toEqual(['failed', 'success']);
    expect(second.nextCursor).toBeUndefined();
    const between = { from: at('20T11:00:00'), to: at('20T12:00:00') };
    expect((await queries.firings(schedule.key, { ...between, limit: 9 })).items).toHaveLength(2);
    expect((await queries.firings(schedule.key, { outcomes: ['skipped'], limit: 9 })).items).toHaveLength(1);
    expect(await queries.lastFired(schedule.key, 2)).toMatchObject([
      { logicalTime: at('20T12:00:00') },
      { logicalTime: at('20T11:00:00') },
    ]);
  });

  it('is told by local dates of the zone, and spans as they are', async () => {
    const schedule = await scheduleOf('orders', 'hourly');
    await fired(schedule, at('20T15:00:00'), 10);
    await fired(schedule, at('20T16:00:00'), 11); // 00:00 of the 21st in Shanghai
    await fired(schedule, at('20T17:00:00'), 'open');
    await fired(schedule, at('20T18:00:00'), 10);
    const span = { logical_time: at('19T00:00:00'), through: at('19T20:00:00'), outcome: 'merged', reason: 'cap' };
    await insert('firing', { schedule_key: schedule.key, ...span });
    const range = { from: at('18T16:00:00'), before: at('22T16:00:00'), timeZone: 'Asia/Shanghai' };
    const { days, spans } = await queries.days(schedule, range);
    const sorted = [...days].sort((a, b) => `${a.date}${a.run}`.localeCompare(`${b.date}${b.run}`));
    expect(sorted).toEqual([
      { date: '2026-11-20', outcome: 'fired', run: 'success', count: 1 },
      { date: '2026-11-21', outcome: 'fired', run: 'failed', count: 1 },
      { date: '2026-11-21', outcome: 'fired', run: 'open', count: 1 },
      { date: '2026-11-21', outcome: 'fired', run: 'success', count: 1 },
    ]);
    expect(spans).toMatchObject([{ logicalTime: at('19T00:00:00'), through: at('19T20:00:00'), outcome: 'merged' }]);
  });
});

describe('what will fire', () => {
  const upcoming = (filter: object = {}) =>
    queries.upcoming(place, { afterKey: 0, before: at('30T00:00:00'), limit: 100, ...filter });

  it('is that of a queue where the workflow or any of its tasks is in it', async () => {
    const shell = { type: 'shell', with: { script: 'true' } };
    const inGroup = { type: 'group', tasks: { load: { ...shell, queue: 'etl' } } };
    await publish('q', 'whole', { default: DAILY }, { queue: 'etl', tasks: { load: shell } });
    await publish('q', 'standard', { default: DAILY }, { queue: 'web', defaults: { queue: 'etl' }, tasks: {} });
    await publish('q', 'task', { default: DAILY }, { tasks: { extract: shell, load: { ...shell, queue: 'etl' } } });
    await publish('q', 'group', { default: DAILY }, { tasks: { all: inGroup } });
    await publish('q', 'other', { default: DAILY }, { tasks: { send: { type: 'amqp', with: { queue: 'etl' } } } });
    const workflows = async (queue: string) =>
      (await upcoming({ project: 'q', queue })).map(({ workflow }) => workflow);
    expect(await workflows('etl')).toEqual(['whole', 'standard', 'task', 'group']);
    expect(await workflows('default')).toEqual(['task', 'group', 'other']);
    expect(await workflows('web')).toEqual([]);
  });

  it('leaves out what rests, and takes up what resumes by then', async () => {
    await pool.query(`update schedule set state = 'paused' where name = 'daily'`);
    await pool.query(`update schedule set state = 'paused', resume_at = '2026-11-25T00:00:00Z' where name = 'hourly'`);
    await pool.query(`update schedule set floor = '2026-11-21T00:00:00Z'`);
    expect((await upcoming()).map(({ workflow, name, after }) => [workflow, name, after])).toEqual([
      ['orders', 'hourly', at('25T00:00:00')],
      ['cleanup', 'default', at('21T00:00:00')],
      ['billing', 'default', at('21T00:00:00')],
    ]);
    await pool.query(`update schedule set workflow_paused = true where state = 'enabled'`);
    expect(names(await upcoming())).toEqual(['retail/orders/hourly']);
    expect(await upcoming({ before: at('24T00:00:00') })).toEqual([]);
    // A pause of the workflow that ends by then counts as one of the schedule.
    await pool.query(`update deployment set paused = true, resume_at = '2026-11-26T00:00:00Z'`);
    expect((await upcoming()).map(({ workflow, after }) => [workflow, after])).toEqual([
      ['orders', at('25T00:00:00')],
      ['cleanup', at('26T00:00:00')],
      ['billing', at('26T00:00:00')],
    ]);
    await pool.query('update deployment set paused = false, resume_at = null');
  });

  it('takes every filter, and goes on behind a key', async () => {
    const [first, ...rest] = await upcoming();
    expect(names(await upcoming({ afterKey: first?.key }))).toEqual(names(rest));
    expect(await upcoming({ limit: 2 })).toHaveLength(2);
    expect(names(await upcoming({ tag: 'fin' }))).toEqual(['retail/orders/daily', 'retail/orders/hourly']);
    expect(names(await upcoming({ owner: 'bi', text: 'hour' }))).toEqual(['retail/orders/hourly']);
    expect(names(await upcoming({ project: 'default' }))).toEqual(['default/cleanup/default']);
    expect(names(await upcoming({ queue: 'default', project: 'default' }))).toEqual(['default/cleanup/default']);
    expect(await queries.upcoming(STRANGER, { afterKey: 0, before: at('30T00:00:00'), limit: 9 })).toEqual([]);
  });
});

it('tells how long successful runs of a workflow took', async () => {
  const billing = await scheduleOf('billing');
  const orders = await scheduleOf('orders', 'hourly');
  for (const [i, took] of [1_000, 2_000, 3_000, 90_000].entries()) await fired(billing, at(`2${i}T00:00:00`), 10, took);
  await fired(billing, at('28T00:00:00'), 11, 900_000);
  await fired(orders, at('28T00:00:00'), 11, 900_000);
  const durations = await queries.durations(place, [billing.workflowKey, orders.workflowKey]);
  expect([...durations]).toEqual([[billing.workflowKey, { p50Ms: 2_000, p95Ms: 90_000 }]]);
});
