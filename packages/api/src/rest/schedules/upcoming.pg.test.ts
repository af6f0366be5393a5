import { compileSchedule, NO_CALENDARS, type ScheduleDocument } from '@carillon/core';
import type { PageOf, Upcoming, UpcomingFiring } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { openedSchedules } from '../../../test/opened-schedules.ts';

const { get, query, read, apply, ledger } = openedSchedules();

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
