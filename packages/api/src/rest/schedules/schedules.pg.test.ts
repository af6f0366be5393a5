import { compileSchedule, formatId, NO_CALENDARS, type ScheduleDocument } from '@carillon/core';
import type {
  FiringDiff,
  LedgerRow,
  PageOf,
  PreviewResult,
  Run,
  Schedule,
  ScheduleDays,
  Upcoming,
  UpcomingFiring,
} from '@carillon/protocol';
import { newRunId } from '@carillon/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import { openedApi } from '../../../test/opened-api.ts';

const { harness, get, post, publish, query, read } = openedApi();
beforeEach(async () => {
  await query(
    'truncate schedule, firing, run, task_run, run_history, deployment, workflow_version, workflow, idempotency cascade',
  );
});

const tasks = { only: { type: 'shell', with: { script: 'true' } } };
const apply = (name: string, fields: object): Promise<void> =>
  publish(JSON.stringify({ kind: 'Workflow', name, ...fields, tasks }));

async function only(): Promise<Schedule> {
  const [schedule] = (await read<PageOf<Schedule>>('/schedules')).items;
  if (!schedule) throw new Error('there is no schedule');
  return schedule;
}

/** Rows of the ledger; `state` is that of a finished run. */
async function ledger(rows: readonly { readonly at: string; readonly [column: string]: unknown }[]): Promise<void> {
  for (const { at, state, ...row } of rows) {
    const runId = state === undefined ? null : newRunId();
    const columns = { logical_time: at, outcome: 'fired', reason: 'on_time', run_id: runId, ...row };
    const names = Object.keys(columns);
    await query(
      `insert into firing (schedule_key, ${names.join(', ')}) select key, ${names.map((_, i) => `$${i + 1}`).join(', ')} from schedule`,
      Object.values(columns),
    );
    if (state === undefined) continue;
    await query(
      `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params)
       select $1, v.key, s.workflow_key, s.tenant_key, s.project_key, s.environment_key, $2, now() - interval '5 s', now(), 'schedule', 'schedule', '{}'
       from schedule s join workflow_version v on v.workflow_key = s.workflow_key`,
      [runId, state],
    );
  }
}

describe('schedules', () => {
  it('are listed with what each will do and did', async () => {
    await apply('daily', { schedule: { cron: '10 0 * * *', timezone: 'Asia/Shanghai' } });
    await ledger([{ at: '2026-11-20T16:10:00Z', actual_time: '2026-11-20T16:10:00.250Z', state: 10 }]);
    await apply('ticking', { schedules: { fast: { every: '5m' }, once: { at: '2099-01-01T00:00:00Z' } } });
    const page = await read<PageOf<Schedule>>('/schedules?limit=2');
    expect(page.items).toMatchObject([
      {
        kind: 'Schedule',
        project: 'default',
        workflow: 'daily',
        name: 'default',
        environment: 'dev',
        type: 'cron',
        expression: '10 0 * * *',
        timezone: 'Asia/Shanghai',
        state: 'enabled',
        lastFiring: { logicalTime: '2026-11-20T16:10:00.000Z', outcome: 'fired', reason: 'on_time', latenessMs: 250 },
        actions: { pause: { allowed: true }, resume: { allowed: false }, fire: { allowed: true } },
      },
      { workflow: 'ticking', name: 'fast', type: 'every', expression: '5m', timezone: 'UTC' },
    ]);
    const rest = await read<PageOf<Schedule>>(`/schedules?limit=2&cursor=${page.nextCursor}`);
    expect(rest).toMatchObject({ items: [{ name: 'once', type: 'at', nextFireAt: '2099-01-01T00:00:00.000Z' }] });
    const names = async (filter: string) =>
      (await read<PageOf<Schedule>>(`/schedules?${filter}`)).items.map(({ name }) => name);
    expect(await names('kind=every,at')).toEqual(['fast', 'once']);
    expect(await names('workflow=daily&state=enabled')).toEqual(['default']);
    expect(await names('state=paused')).toEqual([]);
    expect(await names('text=tick')).toEqual(['fast', 'once']);
  });

  it('refuse what they do not know, by name', async () => {
    const state = await get('/schedules?state=asleep');
    expect(state.json()).toMatchObject({ status: 400, errors: [{ pointer: '/querystring/state' }] });
    const none = await get(`/schedules/${formatId('sch', newRunId())}`);
    expect(none.statusCode).toBe(404);
    const other = await get('/schedules/run_01J9ZZZZZZZZZZZZZZZZZZZZZZ');
    expect(other.statusCode).toBe(404);
  });

  it('stay within their tenant', async () => {
    await apply('daily', { schedule: { cron: '@daily' } });
    const { id } = await only();
    const headers = { authorization: `Bearer ${await harness.strangersToken()}` };
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/next'],
      ['GET', '/firings'],
      ['POST', '/pause'],
      ['POST', '/fire'],
    ] as const) {
      const answer = await harness.ask({ method, url: `/api/v1/schedules/${id}${path}`, headers });
      expect(answer.statusCode, path).toBe(404);
    }
    expect((await get('/schedules', headers)).json()).toEqual({ items: [] });
    const upcoming = await get('/schedules/upcoming', headers);
    expect(upcoming.json()).toMatchObject({ firings: 0, cells: [] });
  });

  it('show their next firings, with both zones and what moved them', async () => {
    await apply('nightly', { schedule: { cron: '30 2 * * *', timezone: 'Europe/Berlin' } });
    const { id } = await only();
    const { items } = await read<{ items: unknown[] }>(`/schedules/${id}/next?count=2&from=2027-03-28T00:00:00Z`);
    expect(items).toMatchObject([
      {
        logicalTime: '2027-03-28T01:00:00.000Z',
        localTime: '2027-03-28T03:00:00+02:00',
        notes: ['dst_gap'],
        logicalDate: '2027-03-27',
      },
      { logicalTime: '2027-03-29T00:30:00.000Z', localTime: '2027-03-29T02:30:00+02:00', notes: [] },
    ]);
  });

  it('show of a fixed delay the one firing that can be known', async () => {
    await apply('polling', { schedule: { delay: '10m' } });
    const { id, nextFireAt } = await only();
    const { items } = await read<{ items: unknown[] }>(`/schedules/${id}/next`);
    expect(items).toMatchObject([{ logicalTime: nextFireAt }]);
    const span = `from=${nextFireAt}&to=${nextFireAt}`;
    expect(await read(`/schedules/upcoming/firings?${span}`)).toMatchObject({ items: [{ logicalTime: nextFireAt }] });
    await query('update schedule set next_fire_at = null');
    expect(await read(`/schedules/${id}/next`)).toEqual({ items: [] });
  });

  it('show the ledger newest first, and how late they fire', async () => {
    await apply('hourly', { schedule: { cron: '0 * * * *', timezone: 'Asia/Shanghai' } });
    const late = (ms: number, at: string) => ({
      at,
      actual_time: new Date(Date.parse(at) + ms).toISOString(),
      state: 10,
    });
    await ledger([
      late(100, '2026-11-20T10:00:00Z'),
      late(300, '2026-11-20T11:00:00Z'),
      { ...late(5_000, '2026-11-20T12:00:00Z'), start_at: '2026-11-20T12:00:04Z', notes: ['jitter'] },
      { at: '2026-11-20T13:00:00Z', outcome: 'skipped', reason: 'overlap' },
    ]);
    const { id } = await only();
    const page = await read<PageOf<LedgerRow>>(`/schedules/${id}/firings?limit=2`);
    expect(page.items).toMatchObject([
      {
        logicalTime: '2026-11-20T13:00:00.000Z',
        localTime: '2026-11-20T21:00:00+08:00',
        outcome: 'skipped',
        reason: 'overlap',
      },
      { logicalTime: '2026-11-20T12:00:00.000Z', latenessMs: 1_000, runState: 'success', notes: ['jitter'] },
    ]);
    expect(page.items[0]).not.toHaveProperty('latenessMs');
    const rest = await read<PageOf<LedgerRow>>(`/schedules/${id}/firings?limit=9&cursor=${page.nextCursor}`);
    expect(rest.items.map(({ latenessMs }) => latenessMs)).toEqual([300, 100]);
    expect((await read<PageOf<LedgerRow>>(`/schedules/${id}/firings?outcome=skipped`)).items).toHaveLength(1);
    expect(await read<Schedule>(`/schedules/${id}`)).toMatchObject({
      lateness: { p50Ms: 300, p95Ms: 1_000, maxMs: 1_000, count: 3 },
    });
  });

  it('tell their days: the ledger for the past, the definition for what comes', async () => {
    await apply('hourly', { schedule: { cron: '0 0,12 * * *', timezone: 'Asia/Shanghai', calendar: 'cn-workdays' } });
    await ledger([
      { at: '2026-10-07T16:00:00Z', state: 10 }, // 00:00 of 8 October in Shanghai
      { at: '2026-10-08T04:00:00Z', state: 11 },
      { at: '2026-10-08T16:00:00Z', through: '2026-10-10T04:00:00Z', outcome: 'paused', reason: 'paused' },
    ]);
    const { id } = await only();
    const { items } = await read<ScheduleDays>(`/schedules/${id}/days?from=2026-10-07&to=2026-10-10`);
    expect(items).toMatchObject([
      { date: '2026-10-07', planned: 0, calendar: 'closed', mark: expect.any(String) },
      {
        date: '2026-10-08',
        planned: 2,
        fired: 2,
        runs: { success: 1, failed: 1, stopped: 0, open: 0 },
        calendar: 'open',
      },
      { date: '2026-10-09', planned: 2, fired: 0, paused: 2 },
      { date: '2026-10-10', planned: 2, paused: 2, calendar: 'open', mark: 'make_up' },
    ]);
    const future = await read<ScheduleDays>(`/schedules/${id}/days?from=2099-01-01&to=2099-01-02`);
    expect(future.items).toMatchObject([{ calendar: 'unknown' }, { calendar: 'unknown' }]);
    for (const range of [
      'from=2026-10-10&to=2026-10-07',
      'from=2026-01-01&to=2027-12-31',
      'from=2026-02-30&to=2026-03-01',
    ]) {
      const answer = await get(`/schedules/${id}/days?${range}`);
      expect(answer.statusCode, range).toBe(400);
    }
  });
});

describe('pausing and resuming', () => {
  it('say who, why and until when', async () => {
    await apply('hourly', { schedule: { cron: '0 * * * *' } });
    const { id } = await only();
    const paused = await post(`/schedules/${id}/pause`, { reason: 'moving house', resumeAt: '2099-01-01T00:00:00Z' });
    expect(paused.json()).toMatchObject({
      state: 'paused',
      reason: { code: 'PAUSED', text: 'moving house', actor: 'admin', resumeAt: '2099-01-01T00:00:00.000Z' },
      actions: { pause: { allowed: false, reason: expect.stringContaining('paused') }, resume: { allowed: true } },
    });
    const resumed = await post(`/schedules/${id}/resume`, { catchUp: true });
    expect(resumed.json()).toMatchObject({ state: 'enabled' });
    expect(resumed.json()).not.toHaveProperty('reason');
    const again: Schedule = (await post(`/schedules/${id}/pause`)).json();
    expect(again.reason).toEqual({ code: 'PAUSED', actor: 'admin', since: expect.any(String) });
    expect(again).not.toHaveProperty('nextFireAt');
    expect(again).not.toHaveProperty('nextStartAt');
  });

  it('refuse a resume in the past, unknown fields, and what has ended', async () => {
    await apply('once', { schedule: { at: '2099-01-01T00:00:00Z' } });
    const { id } = await only();
    const past = await post(`/schedules/${id}/pause`, { resumeAt: '2020-01-01T00:00:00Z' });
    expect(past.json()).toMatchObject({ status: 400, errors: [{ pointer: '/resumeAt' }] });
    expect((await post(`/schedules/${id}/pause`, { why: 'x' })).statusCode).toBe(400);
    await query(`update schedule set state = 'ended', next_fire_at = null, due_at = null`);
    expect((await post(`/schedules/${id}/pause`)).json()).toMatchObject({ status: 409, code: 'CONFLICT_STATE' });
  });
});

describe('firing now', () => {
  it('starts a run with the parameters of the schedule, those given on top', async () => {
    await apply('report', {
      params: { region: { type: 'string' }, day: { type: 'string', default: 'today' } },
      schedule: { cron: '@daily', params: { region: 'cn', day: 'x' } },
    });
    const { id } = await only();
    const fired = await post(`/schedules/${id}/fire`, { params: { region: 'eu' } }, { 'idempotency-key': 'k1' });
    expect(fired.statusCode).toBe(201);
    expect(fired.json()).toMatchObject({
      kind: 'Run',
      workflow: 'report',
      params: { region: 'eu', day: 'x' },
      trigger: { actor: 'admin' },
    });
    const again = await post(`/schedules/${id}/fire`, { params: { region: 'eu' } }, { 'idempotency-key': 'k1' });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json<Run>().id).toBe(fired.json<Run>().id);
    const other = await post(`/schedules/${id}/fire`, { params: { region: 'us' } }, { 'idempotency-key': 'k1' });
    expect(other.json()).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    const wrong = await post(`/schedules/${id}/fire`, { params: { wrong: 1 } });
    expect(wrong.json()).toMatchObject({ status: 422, code: 'VALIDATION_PARAMS' });
  });
});

describe('a preview', () => {
  const preview = async (body: object) => (await post('/schedules/preview', body)).json<PreviewResult>();

  it('needs nothing stored, and finds calendars of the server', async () => {
    const definition = {
      cron: '0 9 * * *',
      timezone: 'Asia/Shanghai',
      calendar: { name: 'cn-workdays', otherwise: 'next' },
    };
    const result = await preview({ definition, from: '2026-09-30T00:00:00Z', count: 2 });
    expect(result.problems).toEqual([]);
    expect(result.items.map(({ localTime, notes }) => [localTime, notes])).toEqual([
      ['2026-09-30T09:00:00+08:00', []],
      ['2026-10-08T09:00:00+08:00', ['calendar_shift']],
    ]);
  });

  it('says what is wrong, where, and how to put it right', async () => {
    const problemOf = async (definition: unknown) => (await preview({ definition })).problems;
    expect(await problemOf({ cron: '0 0 30 2 *' })).toMatchObject([
      { pointer: '/definition/cron', code: 'VALIDATION_CRON' },
    ]);
    expect(await problemOf({ cron: '@daily', timezone: 'Europe/Berlim' })).toMatchObject([
      { pointer: '/definition/timezone', hint: expect.stringContaining('Europe/Berlin') },
    ]);
    expect(await problemOf({ cron: '@daily', calendar: 'xx-workdays' })).toMatchObject([
      { pointer: '/definition/calendar', code: 'VALIDATION_CALENDAR' },
    ]);
    expect(await problemOf({ cron: '0 9 * * SAT', calendar: 'de-workdays' })).toMatchObject([
      { pointer: '/definition/calendar', code: 'VALIDATION_CALENDAR' },
    ]);
    expect(await problemOf('@daily')).toMatchObject([{ pointer: '/definition' }]);
  });

  it('says so where nothing fires, and when it would', async () => {
    const range = { from: '2026-01-02T00:00:00Z', until: '2026-01-03T00:00:00Z' };
    const result = await preview({ definition: { cron: '0 0 1 * *' }, ...range });
    expect(result).toMatchObject({
      items: [],
      problems: [{ hint: expect.stringContaining('2026-02-01T00:00:00.000Z') }],
    });
    const over = await preview({ definition: { at: '2026-01-01T00:00:00Z' }, from: '2026-02-01T00:00:00Z' });
    expect(over).toMatchObject({ problems: [{ hint: 'The last firing was at 2026-01-01T00:00:00.000Z.' }] });
  });
});

describe('a difference', () => {
  it('is told between what is stored and what it would become', async () => {
    await apply('report', { schedule: { cron: '0 6 * * *' } });
    const { id } = await only();
    const body = { scheduleId: id, after: { cron: '0 7 * * 1-5' }, from: '2026-11-16T00:00:00Z', days: 7 };
    const diff = (await post('/schedules/diff', body)).json<FiringDiff>();
    expect(diff).toMatchObject({ kept: 0, problems: [] });
    expect(diff.moved.length + diff.removed.length).toBe(7);
    const faulty = (await post('/schedules/diff', { ...body, after: { cron: '61 * * * *' } })).json<FiringDiff>();
    expect(faulty.problems).toMatchObject([{ pointer: '/after/cron' }]);
    expect((await post('/schedules/diff', { after: { cron: '@daily' } })).statusCode).toBe(400);
  });

  it('has a bound', async () => {
    const body = { before: { every: '1s' }, after: { every: '2s' }, days: 1 };
    expect((await post('/schedules/diff', body)).json()).toMatchObject({ status: 422, code: 'LIMIT_FIRINGS' });
  });
});

describe('what will fire', () => {
  const WEEK = { from: '2026-11-21T00:00:00.000Z', to: '2026-11-28T00:00:00.000Z' };
  const firings = (filter: string) => read<PageOf<UpcomingFiring>>(`/schedules/upcoming/firings?${filter}`);

  it('is listed in the order of its times, page by page', async () => {
    await apply('a', { schedule: { cron: '0 */6 * * *' }, tags: ['core'] });
    await apply('b', { schedule: { cron: '0 0,3 * * *', timezone: 'Asia/Shanghai' }, owner: 'li' });
    await query(`update schedule set floor = '2026-01-01', next_fire_at = '2026-11-20T00:00:00Z'`);
    const span = 'from=2026-11-21T00:00:00Z&to=2026-11-21T23:59:59Z';
    const whole = (await firings(span)).items;
    expect(whole.map(({ workflow, logicalTime }) => `${workflow} ${logicalTime.slice(11, 16)}`)).toEqual([
      'a 00:00',
      'a 06:00',
      'a 12:00',
      'b 16:00',
      'a 18:00',
      'b 19:00',
    ]);
    const paged: UpcomingFiring[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: PageOf<UpcomingFiring> = await firings(`${span}&limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
    expect((await firings(`${span}&tag=core`)).items).toHaveLength(4);
    expect((await firings(`${span}&queue=default`)).items).toEqual(whole);
    expect((await firings(`${span}&queue=etl`)).items).toEqual([]);
    expect((await firings(`${span}&owner=li`)).items).toMatchObject([{ localTime: '2026-11-22T00:00:00+08:00' }, {}]);
  });

  it('goes on in the middle of firings at one moment', async () => {
    const schedules = Object.fromEntries(['p', 'q', 'r', 's'].map((name) => [name, { cron: '@daily' }]));
    await apply('same', { schedules });
    const span = 'from=2099-01-01T00:00:00Z&to=2099-01-02T00:00:00Z';
    const names: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: PageOf<UpcomingFiring> = await firings(`${span}&limit=3${cursor && `&cursor=${cursor}`}`);
      names.push(...page.items.map(({ schedule, logicalTime }) => `${schedule}${logicalTime.slice(9, 10)}`));
      cursor = page.nextCursor;
    }
    expect(names).toEqual(['p1', 'q1', 'r1', 's1', 'p2', 'q2', 'r2', 's2']);
  });

  it('can be downloaded as a calendar and as a table', async () => {
    await apply('report', { schedule: { cron: '10 0 * * *', timezone: 'Asia/Shanghai' } });
    await ledger([{ at: '2026-11-20T16:10:00Z', state: 10 }]);
    await query(`update schedule set floor = '2026-01-01', next_fire_at = '2026-11-20T00:00:00Z'`);
    const url = `/schedules/upcoming/firings?from=${WEEK.from}&to=${WEEK.to}`;
    const ics = await get(`${url}&format=ics`);
    expect(ics.headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(ics.headers['content-disposition']).toBe('attachment; filename="firings.ics"');
    expect(ics.body.match(/BEGIN:VEVENT/g)).toHaveLength(7);
    expect(ics.body).toContain('DTSTART:20261121T161000Z\r\nDTEND:20261121T161005Z\r\nSUMMARY:default/report\r\n');
    const csv = await get(`${url}&format=csv`);
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(csv.body.split('\r\n').slice(0, 2)).toEqual([
      'logicalTime,localTime,startsAt,timezone,project,workflow,schedule,p50Ms,p95Ms,heldUntil,notes,scheduleId',
      expect.stringMatching(
        /^2026-11-21T16:10:00.000Z,2026-11-22T00:10:00\+08:00,2026-11-21T16:10:00.000Z,Asia\/Shanghai,default,report,default,5000,5000,,,sch_/,
      ),
    ]);
  });

  it('refuses a span that is backwards or too long', async () => {
    for (const to of ['2026-11-20T00:00:00Z', '2027-11-20T00:00:00Z']) {
      const answer = await get(`/schedules/upcoming/firings?from=${WEEK.from}&to=${to}`);
      expect(answer.json()).toMatchObject({ status: 400, errors: [{ pointer: '/querystring/to' }] });
    }
  });

  it('is what thousands of schedules yield one by one', async () => {
    const documents = Array.from({ length: 5_000 }, (_, i) => mixed(i));
    await addMany(documents);
    const map = await read<Upcoming>(`/schedules/upcoming?from=${WEEK.from}&days=7`);
    const { cells, firings: count, schedules, workflows, unknown } = map;
    const expected = plainCells(documents, Date.parse(WEEK.from), Date.parse(WEEK.to));
    expect(new Map(cells.map((cell) => [Date.parse(cell.at), cell.count]))).toEqual(expected.cells);
    expect({ count, schedules, workflows, unknown }).toEqual({ ...expected.totals, unknown: [] });
  });
});

const ZONES = ['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York'];

/** What a platform has: mostly daily, some hourly, a few of every other kind. */
function mixed(i: number): ScheduleDocument {
  const timezone = ZONES[i % ZONES.length] ?? 'UTC';
  const [minute, hour] = [i % 60, i % 24];
  const kinds: readonly ScheduleDocument[] = [
    { cron: `${minute} * * * *`, timezone },
    { cron: `${minute} 6 * * 1-5`, timezone },
    { cron: '*/15 * * * *', timezone, jitter: '5m' },
    { every: '20m', timezone },
    { interval: `R/2026-01-01T00:${String(minute).padStart(2, '0')}:00Z/PT6H`, timezone },
    { rrule: 'FREQ=DAILY;BYHOUR=3,9', start: '2026-01-01T00:00:00', timezone },
    { cron: `0 ${hour} 1,15 * *`, timezone },
  ];
  return kinds[i % 20] ?? { cron: `${minute} ${hour} * * *`, timezone };
}

async function addMany(definitions: readonly ScheduleDocument[]): Promise<void> {
  await query(
    `with place as (select t.key tenant, p.key project, e.key environment from tenant t join project p on p.tenant_key = t.key and p.name = 'default'
        join environment e on e.tenant_key = t.key and e.name = 'dev' where t.name = 'default'),
      w as (insert into workflow (id, tenant_key, project_key, name) select gen_random_uuid(), tenant, project, 'w' || lpad(i::text, 5, '0') from place, generate_series(1, $2::int4) i returning *),
      v as (insert into workflow_version (id, workflow_key, number, hash, document, author) select gen_random_uuid(), key, 1, '\\x00', '{}', 'a' from w returning *),
      d as (insert into deployment (workflow_key, environment_key, version_key) select v.workflow_key, place.environment, v.key from v, place)
    insert into schedule (id, tenant_key, project_key, environment_key, workflow_key, name, definition, floor, next_fire_at)
    select gen_random_uuid(), place.tenant, place.project, place.environment, w.key, 'default', s.value, '2026-01-01', '2026-11-21T00:00:00Z'
    from place, w join jsonb_array_elements($1::jsonb) with ordinality s on 'w' || lpad(s.ordinality::text, 5, '0') = w.name`,
    [JSON.stringify(definitions), definitions.length],
  );
}

/** The plain way: every firing of every schedule, one after another. */
function plainCells(definitions: readonly ScheduleDocument[], from: number, to: number) {
  const CELL_MS = 900_000;
  const cells = new Map<number, number>();
  const totals = { count: 0, schedules: 0, workflows: 0 };
  for (const [i, definition] of definitions.entries()) {
    const key = `default/w${String(i + 1).padStart(5, '0')}/default`;
    const times = [...compileSchedule(definition, { key, calendars: NO_CALENDARS }).firings(from - 1, to)];
    for (const { at } of times) cells.set(at - (at % CELL_MS), (cells.get(at - (at % CELL_MS)) ?? 0) + 1);
    totals.count += times.length;
    if (times.length > 0) totals.schedules++;
  }
  return { cells, totals: { ...totals, workflows: totals.schedules } };
}
