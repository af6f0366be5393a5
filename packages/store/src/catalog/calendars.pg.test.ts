import {
  type CalendarDocument,
  type CalendarStore,
  type CatalogStore,
  encodeYear,
  type NewCalendarVersion,
  type NewVersion,
  type ScheduleDocument,
  sha256,
} from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { createCalendarStore } from './calendars.ts';
import { createCatalogStore } from './catalog-store.ts';

const log = createLogger({ name: 'test', level: 'silent' });
let database: TestDatabase;
let store: Database;
let pool: pg.Pool;
let catalog: CatalogStore;
let calendars: CalendarStore;
let place: { tenantKey: number; environmentKey: number };

beforeAll(async () => {
  database = await createTestDatabase();
  store = openDatabase({ url: database.url, applicationName: 'test', apiConnections: 8, leaseConnections: 1 }, log);
  pool = store.api;
  catalog = createCatalogStore(store);
  calendars = createCalendarStore(pool);
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
    'truncate calendar_deployment, calendar_version, calendar, schedule, deployment, workflow_version, workflow cascade',
  );
});

/** Open on every `days`th day of 2026. */
function version(
  project: string | undefined,
  name: string,
  days: number,
  signed: { author?: string; message?: string } = {},
): NewCalendarVersion {
  const document: CalendarDocument = { kind: 'Calendar', name, project: project ?? 'default', title: `Every ${days}` };
  const years = { '2026': encodeYear(2026, (day) => day % days === 0) };
  return {
    project,
    document,
    table: { name, version: 0, years, freezes: [], marks: { '2026-05-09': 'make_up' } },
    hash: sha256(`${project}/${name}/${days}`),
    author: 'admin',
    message: '',
    ...signed,
  };
}

async function apply(versions: readonly NewCalendarVersion[], workflows: readonly NewVersion[] = []) {
  const { basis } = await calendars.live(place);
  return catalog.apply(place, workflows, { calendars: { basis, versions } });
}

function workflow(project: string, name: string, definition: ScheduleDocument): NewVersion {
  return {
    document: { kind: 'Workflow', name, project, tasks: { only: { type: 'noop' } } },
    files: {},
    source: '',
    hash: sha256(`${project}/${name}`),
    author: 'admin',
    message: '',
    schedules: [{ name: 'default', definition, nextFireAt: new Date('2026-06-01T00:00:00Z') }],
  };
}
const scopeOf = async (project: string) => {
  const scope = await catalog.scopeOf(place, project, 'dev');
  if (!scope) throw new Error(`there is no project ${project}`);
  return scope;
};

describe('applying calendars', () => {
  it('numbers their versions, and keeps one that has not changed', async () => {
    expect(await apply([version('retail', 'shop-days', 2), version(undefined, 'cn-workdays', 3)])).toEqual([
      { kind: 'Calendar', project: 'retail', name: 'shop-days', version: 1, outcome: 'created' },
      { kind: 'Calendar', project: undefined, name: 'cn-workdays', version: 1, outcome: 'created' },
    ]);
    expect(await apply([version('retail', 'shop-days', 2)])).toMatchObject([{ version: 1, outcome: 'unchanged' }]);
    expect(await apply([version('retail', 'shop-days', 5)])).toMatchObject([{ version: 2, outcome: 'updated' }]);
  });
  it('is refused for those that were compiled before another change', async () => {
    const { basis } = await calendars.live(place);
    await apply([version('retail', 'other', 2)]);
    const late = catalog.apply(place, [workflow('retail', 'late', { cron: '0 0 * * *' })], {
      calendars: { basis, versions: [version('retail', 'shop-days', 2)] },
    });
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT_BUSY' });
    expect(await catalog.workflow(place, 'retail', 'late')).toBeUndefined();
  });
  it('gives one of two callers at the same moment the answer to try again', async () => {
    const { basis } = await calendars.live(place);
    const outcomes = await Promise.allSettled(
      [2, 3].map((days) =>
        catalog.apply(place, [], { calendars: { basis, versions: [version('retail', 'contended', days)] } }),
      ),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
  it('leaves a row in the audit for each', async () => {
    const { basis } = await calendars.live(place);
    await catalog.apply(place, [], {
      calendars: { basis, versions: [version('retail', 'audited', 2)] },
      by: { actor: 'admin', via: 'token' },
    });
    const { rows } = await pool.query(
      `select object_kind, project, environment, after from audit where object_name = 'audited'`,
    );
    expect(rows).toEqual([
      { object_kind: 'calendar', project: 'retail', environment: 'dev', after: { version: 1, outcome: 'created' } },
    ]);
  });
});

describe('schedules that use a calendar', () => {
  const planned = async (): Promise<Record<string, boolean>> => {
    const { rows } = await pool.query(
      `select w.name, s.next_fire_at is not null kept, s.due_at <= clock_timestamp() due from schedule s join workflow w on w.key = s.workflow_key`,
    );
    for (const row of rows) expect(row.due).toBe(true);
    return Object.fromEntries(rows.map((row) => [row.name, row.kept]));
  };

  it('are planned anew, those of the same project or of all', async () => {
    await apply(
      [],
      [
        workflow('retail', 'by-name', { cron: '0 0 * * *', calendar: 'shop-days' }),
        workflow('retail', 'by-freeze', { cron: '0 0 * * *', freeze: ['other', 'shop-days'] }),
        workflow('retail', 'by-object', { cron: '0 0 * * *', calendar: { name: 'shop-days', day: -1 } }),
        workflow('retail', 'without', { cron: '0 0 * * *' }),
        workflow('sales', 'elsewhere', { cron: '0 0 * * *', calendar: 'shop-days' }),
      ],
    );
    await apply([version('retail', 'shop-days', 2)]);
    const own = { 'by-name': false, 'by-freeze': false, 'by-object': false, without: true };
    expect(await planned()).toEqual({ ...own, elsewhere: true });
    await apply([version('default', 'shop-days', 2)]);
    expect(await planned()).toEqual({ ...own, elsewhere: false });
  });
  it.each(['ended', 'quarantined'])('come back when they were %s: these days may be others', async (state) => {
    await apply([], [workflow('retail', 'ended', { cron: '0 0 * * *', calendar: 'shop-days' })]);
    await pool.query(`update schedule set state = $1, next_fire_at = null, due_at = null`, [state]);
    await apply([version('retail', 'shop-days', 2)]);
    const { rows } = await pool.query('select state, due_at is not null due from schedule');
    expect(rows).toEqual([{ state: 'enabled', due: true }]);
  });
  it('and are paused stay paused', async () => {
    await apply([], [workflow('retail', 'paused', { cron: '0 0 * * *', calendar: 'shop-days' })]);
    await pool.query(`update schedule set state = 'paused'`);
    await apply([version('retail', 'shop-days', 2)]);
    expect((await pool.query('select state, next_fire_at from schedule')).rows).toEqual([
      { state: 'paused', next_fire_at: null },
    ]);
  });
});

describe('reading calendars', () => {
  beforeEach(async () => {
    await apply([
      version('retail', 'days', 2),
      version('default', 'days', 3),
      version(undefined, 'days', 5),
      version(undefined, 'cn-workdays', 7),
      version('default', 'shared', 11),
    ]);
    await catalog.apply(place, [
      workflow('retail', 'uses-days', { cron: '0 0 * * *', calendar: 'days' }),
      workflow('sales', 'uses-cn', { cron: '0 0 * * *', calendar: 'cn-workdays' }),
    ]);
  });

  it('finds the nearest of a name: of the project, of default, built in', async () => {
    const titles = async (project: string): Promise<unknown> =>
      (await calendars.get(place, project, 'days'))?.version.document.title;
    expect([await titles('retail'), await titles('sales'), await titles('nowhere')]).toEqual([
      'Every 2',
      'Every 3',
      'Every 3',
    ]);
    expect(await calendars.get(place, 'retail', 'nothing')).toBeUndefined();
    const tables = await calendars.tables(await scopeOf('retail'), ['days', 'cn-workdays', 'shared', 'nothing']);
    expect([...tables.keys()].toSorted()).toEqual(['cn-workdays', 'days', 'shared']);
    expect(tables.get('days')).toEqual({ ...version('retail', 'days', 2).table, version: 1 });
    expect((await calendars.tables(await scopeOf('sales'), ['days'])).get('days')?.years).toEqual(
      version('default', 'days', 3).table.years,
    );
  });
  it('pages through them, built-in ones first, and counts who uses them', async () => {
    const first = await calendars.list(place, { limit: 3 });
    expect(first.items.map(({ project, name, schedules }) => [project, name, schedules])).toEqual([
      [undefined, 'cn-workdays', 1],
      [undefined, 'days', 1],
      ['default', 'days', 1],
    ]);
    const rest = await calendars.list(place, { limit: 3, cursor: first.nextCursor ?? '' });
    expect(rest.items.map(({ project, name }) => [project, name])).toEqual([
      ['default', 'shared'],
      ['retail', 'days'],
    ]);
    expect((await calendars.list(place, { limit: 9, text: 'every 11' })).items.map(({ name }) => name)).toEqual([
      'shared',
    ]);
    expect((await calendars.list(place, { limit: 9, project: 'retail' })).items).toHaveLength(1);
  });
  it('pages through versions, newest first', async () => {
    await apply([version('retail', 'days', 4, { message: 'summer' })]);
    const first = await calendars.versions(place, 'retail', 'days', { limit: 1 });
    expect(first?.items).toMatchObject([{ number: 2, message: 'summer', author: 'admin', table: { version: 2 } }]);
    const rest = await calendars.versions(place, 'retail', 'days', { limit: 1, cursor: first?.nextCursor ?? '' });
    expect(rest).toMatchObject({ items: [{ number: 1 }], nextCursor: undefined });
    expect(await calendars.versions(place, 'retail', 'nothing', { limit: 1 })).toBeUndefined();
  });
  it('tells those that enabled schedules use', async () => {
    expect(new Set((await calendars.inUse()).map(({ name }) => name))).toEqual(new Set(['cn-workdays', 'days']));
    await pool.query(`update schedule set state = 'paused'`);
    expect(await calendars.inUse()).toEqual([]);
  });
  it('shows nothing to another tenant', async () => {
    const other = { ...place, tenantKey: place.tenantKey + 1 };
    expect((await calendars.list(other, { limit: 10 })).items).toEqual([]);
    expect(await calendars.get(other, 'retail', 'days')).toBeUndefined();
    expect((await calendars.live(other)).calendars).toEqual([]);
    expect(await calendars.tables({ ...(await scopeOf('retail')), tenantKey: other.tenantKey }, ['days'])).toEqual(
      new Map(),
    );
  });
});
