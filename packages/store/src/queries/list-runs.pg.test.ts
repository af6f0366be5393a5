import { formatId, idsBeginning, type RunQueries, type RunRecord } from '@carillon/core';
import { newRunId } from '@carillon/runtime';
import { createTestDatabase } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogStore } from '../catalog/catalog-store.ts';
import { LOOKED_AT } from './run-floors.ts';
import { openStoredRuns } from './stored-runs.testing.ts';

const stored = await openStoredRuns(await createTestDatabase());
const { store, pool, queries, place, keysOf, openGraph, openSolo } = stored;
afterAll(stored.close);

describe('the list of runs, on a filled table', () => {
  const FILLED = 50_000;

  beforeAll(async () => {
    await pool.query('truncate run, task_run, run_history');
    const { version_key, workflow_key, project_key } = await keysOf('solo');
    // Ids of one a millisecond over the last minute, as a busy server makes them.
    await pool.query(
      `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params, attempt_no)
       select (lpad(to_hex((extract(epoch from now()) * 1000)::int8 - $1::int4 + n), 12, '0') || '7000800000' || lpad(to_hex(n), 5, '0') || '00000')::uuid,
         $2, $3, $4, $5, $6, case when n % 20 = 0 then 11 else 10 end, now() - interval '1 minute', now(), 'api', 'load', '{}', 1
       from generate_series(1, $1::int4) n`,
      [FILLED, version_key, workflow_key, place.tenantKey, project_key, place.environmentKey],
    );
    await pool.query('analyze');
  });

  /** Rows that the statement read from history, by the server's own count. */
  async function rowsRead(work: () => Promise<unknown>): Promise<number> {
    const count = async () => {
      // A statement goes over the pool for reads or, without a name, over the other one: each counts for itself at first.
      for (const reads of [store.read, store.api]) await reads.query('select pg_stat_force_next_flush()');
      const { rows } = await store.read.query<{ n: number }>(
        `select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::int8 n from pg_stat_user_tables where relname like 'run_history_%'`,
      );
      return rows[0]?.n ?? 0;
    };
    const before = await count();
    await work();
    return (await count()) - before;
  }

  async function pages(filter: Parameters<RunQueries['runs']>[1], most: number): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    let cursor: string | undefined;
    do {
      const page = await queries.runs(place, { ...filter, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined && found.length < most);
    return found;
  }

  it('pages through open and ended runs, newest first, each once', async () => {
    const [open, newest] = [newRunId(), newRunId()].sort() as [string, string];
    await openGraph(open);
    await openSolo(newest);
    const runs = await pages({ limit: 20 }, 60);
    expect(runs.map((run) => run.id).slice(0, 2)).toEqual([newest, open]);
    expect(runs.map((run) => run.id)).toEqual([...new Set(runs.map((run) => run.id))].sort().reverse());
  });

  it('finds the runs whose ids begin alike, and reads no others', async () => {
    const [newest] = await pages({ limit: 1 }, 1);
    const begun = formatId('run', newest?.id ?? '').slice(0, 13);
    const idRange = idsBeginning('run', begun);
    if (!idRange) throw new Error(begun);
    const found = await pages({ limit: 200, idRange }, 2_000);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ id }) => formatId('run', id).startsWith(begun))).toBe(true);
    expect(await rowsRead(() => queries.runs(place, { limit: 200, idRange }))).toBeLessThan(600);
    const { rows } = await pool.query<{ id: string }>('select id from run_history order by id limit 1');
    const oldest = rows[0]?.id ?? '';
    const only = { first: oldest, last: oldest };
    expect((await pages({ limit: 10, idRange: only }, 10)).map(({ id }) => id)).toEqual([oldest]);
  });

  it('reads no more than a page of history', async () => {
    const read = (filter: Parameters<RunQueries['runs']>[1]) => rowsRead(() => queries.runs(place, filter));
    expect(await read({ limit: 50 })).toBeLessThan(200);
    expect(await read({ limit: 50, project: 'default' })).toBeLessThan(400);
    expect(await read({ limit: 50, workflow: 'rare' })).toBeLessThan(200);
    expect(await read({ limit: 10, states: ['failed', 'stopped'] })).toBeLessThan(50);
    expect(await read({ limit: 50, states: ['stopped'] })).toBeLessThan(50);
    expect(await read({ limit: 50, workflow: 'solo', states: ['stopped'] })).toBeLessThan(50);
    expect(await read({ limit: 10, workflow: 'solo', states: ['failed'] })).toBeLessThan(50);
    expect(await read({ limit: 50, states: ['running'] })).toBe(0);
  });

  it('reads a bound of history for what no index knows, and goes on behind it', async () => {
    const [oldest] = (await store.read.query<{ id: string }>('select min(id::text)::uuid id from run_history')).rows;
    await store.read.query(`alter table run_history disable trigger user`);
    await store.read.query(`update run_history set trigger_kind = 'backfill' where id = $1`, [oldest?.id]);
    await store.read.query(`alter table run_history enable trigger user`);
    const filters = [{}, { project: 'default' }, { workflow: 'solo' }, { states: ['success', 'failed'] as const }];
    for (const filter of filters) {
      const seen: string[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        let page: Awaited<ReturnType<RunQueries['runs']>> | undefined;
        const read = await rowsRead(async () => {
          const from = cursor === undefined ? {} : { cursor };
          page = await queries.runs(place, { limit: 5, triggerKinds: ['backfill'], ...filter, ...from });
        });
        // To the floor of each, to the floor of all, and the walk itself.
        expect(read).toBeLessThan(3 * LOOKED_AT + 100);
        seen.push(...(page?.items.map(({ id }) => id) ?? []));
        cursor = page?.nextCursor;
        pages++;
      } while (cursor !== undefined);
      expect(seen).toEqual([oldest?.id]);
      expect(pages).toBe(Math.ceil((FILLED + 1) / LOOKED_AT));
    }
    // Of the twentieth that failed all are within the bound.
    expect(
      (await queries.runs(place, { limit: 5, triggerKinds: ['none'], states: ['failed'] })).nextCursor,
    ).toBeUndefined();
  });

  it('filters by state, workflow, project and time', async () => {
    expect(await pages({ limit: 100, states: ['failed'] }, FILLED)).toHaveLength(FILLED / 20);
    expect(
      (await queries.runs(place, { limit: 10, states: ['running', 'queued'] })).items.map((run) => run.workflow).sort(),
    ).toEqual(['graph', 'solo']);
    expect((await queries.runs(place, { limit: 10, workflow: 'graph' })).items).toHaveLength(1);
    expect((await queries.runs(place, { limit: 10, workflow: 'rare' })).items).toEqual([]);
    expect((await queries.runs(place, { limit: 10, project: 'nothing' })).items).toEqual([]);
    expect((await queries.runs(place, { limit: 10, createdAfter: new Date(Date.now() + 60_000) })).items).toEqual([]);
    expect(
      (await queries.runs(place, { limit: 10, createdAfter: new Date(Date.now() - 3_600_000) })).items,
    ).toHaveLength(10);
    const dates = { createdBefore: new Date(Date.now() + 60_000) };
    expect(await pages({ limit: 100, states: ['failed'], ...dates }, FILLED)).toHaveLength(FILLED / 20);
    expect((await queries.runs(place, { limit: 10, createdBefore: new Date(Date.now() - 3_600_000) })).items).toEqual(
      [],
    );
  });

  it('is planned once, and not over every partition for each page', async () => {
    for (let i = 0; i < 8; i++) await queries.runs(place, { limit: 10 });
    const { rows } = await store.read.query(
      `select generic_plans, custom_plans from pg_prepared_statements where name = 'newest_runs'`,
    );
    expect(rows).toEqual([{ generic_plans: expect.any(Number), custom_plans: 0 }]);
  });

  it('shows the last runs of a workflow', async () => {
    const catalog = createCatalogStore(store);
    const workflow = await catalog.workflow(place, 'default', 'solo');
    expect(workflow?.lastRuns).toHaveLength(14);
    expect(workflow?.lastRuns[0]).toMatchObject({ state: 'queued' });
  });
});
