import type { CatalogStore, NewVersion, ScheduleDocument, WorkflowDocument, WorkflowFilter } from '@carillon/core';
import { createLogger, newRunId } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { createCatalogStore } from './catalog-store.ts';

const log = createLogger({ name: 'test', level: 'silent' });
let database: TestDatabase;
let store: Database;
let pool: pg.Pool;
let catalog: CatalogStore;
let place: { tenantKey: number; environmentKey: number };

beforeAll(async () => {
  database = await createTestDatabase();
  store = openDatabase({ url: database.url, applicationName: 'test', apiConnections: 8, leaseConnections: 1 }, log);
  pool = store.api;
  catalog = createCatalogStore(store);
  const { rows } = await pool.query(
    'select t.key tenant, e.key environment from tenant t join environment e on e.tenant_key = t.key',
  );
  place = { tenantKey: rows[0].tenant, environmentKey: rows[0].environment };
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const DAILY: ScheduleDocument = { cron: '10 0 * * *', timezone: 'Asia/Shanghai' };
const FIRST_FIRING = new Date('2030-01-01T00:00:00Z');

function version(
  name: string,
  hash: string,
  {
    title = name,
    owner,
    tags,
    ...parts
  }: Partial<NewVersion & Pick<WorkflowDocument, 'title' | 'owner' | 'tags' | 'project'>> = {},
): NewVersion {
  const document: WorkflowDocument = {
    kind: 'Workflow',
    name,
    project: parts.project ?? 'default',
    title,
    ...(owner !== undefined && { owner }),
    ...(tags && { tags }),
    tasks: { only: { type: 'noop' } },
  };
  return {
    document,
    files: {},
    source: `name: ${name}`,
    hash: hash.repeat(32),
    author: 'admin',
    message: '',
    schedules: [],
    ...parts,
  };
}

describe('apply', () => {
  it('numbers versions, and says what it did to each in the order given', async () => {
    expect(await catalog.apply(place, [version('beta', 'b1'), version('alpha', 'a1')])).toEqual([
      { kind: 'Workflow', project: 'default', name: 'beta', version: 1, outcome: 'created' },
      { kind: 'Workflow', project: 'default', name: 'alpha', version: 1, outcome: 'created' },
    ]);
    expect(await catalog.apply(place, [version('beta', 'b1'), version('alpha', 'a2')])).toMatchObject([
      { version: 1, outcome: 'unchanged' },
      { version: 2, outcome: 'updated' },
    ]);
  });

  it('makes the project that a document names', async () => {
    await catalog.apply(place, [version('sales', 'c1', { project: 'retail' })]);
    expect((await catalog.projects(place)).map((project) => project.name)).toEqual(['default', 'retail']);
    expect(await catalog.scopeOf(place, 'retail', 'dev')).toMatchObject({ tenantKey: place.tenantKey });
    expect(await catalog.scopeOf(place, 'retail', 'production')).toBeUndefined();
  });

  it('applies nothing when one document cannot be stored', async () => {
    const impossible = { ...version('late', 'd1'), author: null as unknown as string };
    await expect(catalog.apply(place, [version('early', 'e1'), impossible])).rejects.toThrow();
    expect(await catalog.workflow(place, 'default', 'early')).toBeUndefined();
  });

  it('gives out each number once to callers at the same moment', async () => {
    const applied = await Promise.all(
      ['11', '12', '13', '14'].map((hash) => catalog.apply(place, [version('contended', hash)])),
    );
    expect(new Set(applied.flat().map((one) => one.version))).toEqual(new Set([1, 2, 3, 4]));
  });

  it('keeps the next time of an unchanged schedule, restarts a changed one and removes a vanished one', async () => {
    const schedules = [
      { name: 'daily', definition: DAILY, nextFireAt: FIRST_FIRING },
      { name: 'weekly', definition: { cron: '0 0 * * 1' }, nextFireAt: FIRST_FIRING },
    ];
    await catalog.apply(place, [version('timed', 'f1', { schedules })]);
    const floorBefore = (await pool.query(`select floor from schedule where name = 'daily'`)).rows[0].floor;
    const later = new Date('2031-01-01T00:00:00Z');
    await catalog.apply(place, [
      version('timed', 'f2', { schedules: [{ name: 'daily', definition: DAILY, nextFireAt: later }] }),
    ]);
    expect(await storedSchedules()).toMatchObject([{ name: 'daily', next_fire_at: FIRST_FIRING, state: 'enabled' }]);
    const changed = { ...DAILY, cron: '20 0 * * *' };
    await catalog.apply(place, [
      version('timed', 'f3', { schedules: [{ name: 'daily', definition: changed, nextFireAt: later }] }),
    ]);
    expect(await storedSchedules()).toMatchObject([{ definition: changed, next_fire_at: later }]);
    // Nothing before the edit fires any more.
    const floorAfter = (await pool.query(`select floor from schedule where name = 'daily'`)).rows[0].floor;
    expect(floorAfter.getTime()).toBeGreaterThanOrEqual(floorBefore.getTime());
    expect((await catalog.workflow(place, 'default', 'timed'))?.nextFireAt).toEqual(later);
  });
});

const storedSchedules = async () =>
  (await pool.query('select name, definition, state, next_fire_at from schedule order by name')).rows;

describe('reading', () => {
  it('finds the live version for a start', async () => {
    expect(await catalog.liveVersion(place, 'default', 'alpha')).toMatchObject({
      lifecycle: 'active',
      document: { name: 'alpha' },
    });
    expect(await catalog.liveVersion(place, 'default', 'nothing')).toBeUndefined();
  });

  it('pages through workflows by name and filters by text', async () => {
    await catalog.apply(
      place,
      ['p1', 'p2', 'p3'].map((name) => version(name, '99', { title: 'Paged Report' })),
    );
    const first = await catalog.workflows(place, { text: 'paged', limit: 2 });
    expect(first.items.map((workflow) => workflow.name)).toEqual(['p1', 'p2']);
    const second = await catalog.workflows(place, { text: 'paged', limit: 2, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ items: [{ name: 'p3' }], nextCursor: undefined });
  });

  it('finds workflows by words of name, title, owner and tags, and by one of these alone', async () => {
    await catalog.apply(place, [
      version('billing', '98', { title: 'Month End', owner: 'finance', tags: ['core', 'money'] }),
      version('wages', '98', { title: 'Month End', owner: 'people', tags: ['money'] }),
    ]);
    const found = async (filter: Partial<WorkflowFilter>) =>
      (await catalog.workflows(place, { limit: 9, ...filter })).items.map(({ name }) => name);
    expect(await found({ text: 'END  money' })).toEqual(['billing', 'wages']);
    expect(await found({ text: 'end finance' })).toEqual(['billing']);
    expect(await found({ text: 'end nobody' })).toEqual([]);
    expect(await found({ tag: 'money', owner: 'people' })).toEqual(['wages']);
    expect(await found({ tag: 'mone' })).toEqual([]);
    expect(await found({ tag: 'money', paused: true })).toEqual([]);
    expect(await found({ tag: 'money', paused: false })).toEqual(['billing', 'wages']);
    expect(await found({ tag: 'money', prefix: 'wa' })).toEqual(['wages']);
    expect(await found({ tag: 'money', prefix: 'default/b' })).toEqual(['billing']);
    expect(await found({ tag: 'money', prefix: 'ages' })).toEqual([]);
  });

  it('tells all owners and tags that there are, each once', async () => {
    const { owners, tags } = await catalog.workflowFacets(place, { project: 'default' });
    expect(owners).toEqual(expect.arrayContaining(['finance', 'people']));
    expect(tags.filter((tag) => tag === 'money' || tag === 'core')).toEqual(['core', 'money']);
    expect(await catalog.workflowFacets(place, { project: 'nothing' })).toEqual({ owners: [], tags: [] });
  });

  it('finds workflows by their lifecycle, by how they ended last and by a draft', async () => {
    await catalog.apply(place, [version('kept', '97'), version('left', '97')]);
    const found = async (filter: Partial<WorkflowFilter>) =>
      (await catalog.workflows(place, { limit: 99, ...filter })).items
        .map(({ name }) => name)
        .filter((name) => name === 'kept' || name === 'left');
    await pool.query(`update workflow set lifecycle = 'frozen' where name = 'left'`);
    await pool.query(
      `insert into workflow_draft (tenant_key, project, name, source, author) values ($1, 'default', 'kept', '', 'li')`,
      [place.tenantKey],
    );
    // The newest that ended counts, whatever the others were.
    await pool.query(
      `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params)
       select ids.id, v.key, w.key, w.tenant_key, w.project_key, $1, ids.state, now(), now(), 'api', 'li', '{}'
       from workflow w join workflow_version v on v.workflow_key = w.key, unnest($2::uuid[], $3::int2[]) ids (id, state) where w.name = 'left'`,
      [place.environmentKey, [newRunId(), newRunId()].sort(), [10, 11]],
    );
    expect(await found({})).toEqual(['kept', 'left']);
    expect(await found({ lifecycles: ['frozen', 'archived'] })).toEqual(['left']);
    expect(await found({ lastResult: 'failed' })).toEqual(['left']);
    expect(await found({ lastResult: 'success' })).toEqual([]);
    expect(await found({ hasDraft: true })).toEqual(['kept']);
    expect(await found({ hasDraft: false })).toEqual(['left']);
  });

  it('refuses a cursor it did not give out', async () => {
    await expect(catalog.workflows(place, { limit: 2, cursor: 'bm9wZQ' })).rejects.toMatchObject({
      code: 'VALIDATION_CURSOR',
    });
  });

  it('pages through versions, newest first', async () => {
    const first = await catalog.versions(place, 'default', 'contended', { limit: 3 });
    expect(first?.items.map((one) => one.number)).toEqual([4, 3, 2]);
    const rest = await catalog.versions(place, 'default', 'contended', {
      limit: 3,
      cursor: first?.nextCursor ?? '',
    });
    expect(rest?.items.map((one) => one.number)).toEqual([1]);
    expect(await catalog.versions(place, 'default', 'nothing', { limit: 3 })).toBeUndefined();
    expect(await catalog.version(place, 'default', 'alpha', 2)).toMatchObject({
      number: 2,
      hash: 'a2'.repeat(32),
      source: 'name: alpha',
    });
  });

  it('shows nothing to another tenant', async () => {
    const other = { tenantKey: place.tenantKey + 1, environmentKey: place.environmentKey };
    expect((await catalog.workflows(other, { limit: 10 })).items).toEqual([]);
    expect(await catalog.version(other, 'default', 'alpha', 1)).toBeUndefined();
    expect(await catalog.liveVersion(other, 'default', 'alpha')).toBeUndefined();
  });

  it('merges variables, the tenant’s below the environment’s', async () => {
    const scope = await catalog.scopeOf(place, 'default', 'dev');
    await catalog.setVariable(place, 'region', 'cn');
    await catalog.setVariable(place, 'bucket', { name: 'raw' });
    await catalog.setVariable(place, 'region', 'eu');
    expect(scope && (await catalog.variables(scope))).toEqual({ region: 'eu', bucket: { name: 'raw' } });
    await pool.query(`insert into variable values ($1, null, $2, 'region', '"us"')`, [
      place.tenantKey,
      place.environmentKey,
    ]);
    expect(scope && (await catalog.variables(scope))).toMatchObject({ region: 'us' });
  });
});
