// Runs as rows, so that a test names only the columns that it is about.
import type { RunQueries } from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import type pg from 'pg';
import { createCatalogStore } from '../catalog/catalog-store.ts';
import { openDatabase } from '../database.ts';
import type { OwnDatabase } from '../own-database.testing.ts';
import { createRunQueries } from './run-queries.ts';

export const STRANGER = { tenantKey: 999, environmentKey: 999 };

type Row = Record<string, unknown>;

interface Keys {
  readonly version_key: number;
  readonly workflow_key: number;
  readonly project_key: number;
}

/** Gives a database the workflows `solo` (one task), `graph` (a, b and c) and `rare` (nothing runs). `close` drops it. */
export async function openStoredRuns(database: OwnDatabase) {
  const log = createLogger({ name: 'test', level: 'silent' });
  const store = openDatabase(
    { url: database.url, applicationName: 'test', apiConnections: 8, leaseConnections: 1 },
    log,
  );
  const pool = store.api;
  const queries: RunQueries = createRunQueries(store, log);
  const { rows } = await pool.query(
    'select t.key tenant, e.key environment from tenant t join environment e on e.tenant_key = t.key',
  );
  const place: { tenantKey: number; environmentKey: number } = {
    tenantKey: rows[0].tenant,
    environmentKey: rows[0].environment,
  };
  await createCatalogStore(store).apply(place, [
    versionOf('solo', ['only']),
    versionOf('graph', ['a', 'b', 'c']),
    versionOf('rare', ['only']),
  ]);

  async function keysOf(workflow: string): Promise<Keys> {
    const found = await pool.query<Keys>(
      'select v.key version_key, w.key workflow_key, w.project_key from workflow w join workflow_version v on v.workflow_key = w.key where w.name = $1',
      [workflow],
    );
    const [keys] = found.rows;
    if (!keys) throw new Error(`there is no workflow ${workflow}`);
    return keys;
  }

  const ownedBy = async (workflow: string): Promise<Row> => ({
    ...(await keysOf(workflow)),
    tenant_key: place.tenantKey,
    environment_key: place.environmentKey,
  });

  async function insert(table: string, row: Row): Promise<void> {
    const columns = Object.keys(row);
    await pool.query(
      `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
      Object.values(row),
    );
  }

  return {
    store,
    pool,
    queries,
    place,
    keysOf,
    ownedBy,
    insert,

    async openGraph(id: string): Promise<void> {
      const columns = { state: 2, open: 1, priority: 50, trigger_kind: 'manual', actor: 'admin', params: '{"n":1}' };
      await insert('run', { id, ...(await ownedBy('graph')), ...columns });
    },

    async openSolo(id: string, row: Row = {}): Promise<void> {
      const columns = {
        run_id: id,
        task_no: 0,
        state: 1,
        need: 0,
        lane_key: 1,
        rank: 1,
        created_at: new Date(),
        trigger_kind: 'api',
        actor: 'admin',
        params: '{}',
      };
      await insert('task_run', { ...columns, ...(await ownedBy('solo')), ...row });
    },

    async ended(workflow: string, id: string, row: Row = {}): Promise<void> {
      const now = new Date();
      const columns = {
        id,
        state: 10,
        created_at: now,
        ended_at: now,
        trigger_kind: 'schedule',
        actor: 'daily',
        params: '{}',
      };
      await insert('run_history', { ...columns, ...(await ownedBy(workflow)), ...row });
    },

    async close(): Promise<void> {
      await store.close();
      await database.drop();
    },
  };
}

/** So far, over the one connection of a pool, in its transaction, by the server's own count: others are counted when they rest. */
export async function historyRowsRead(alone: pg.Pool): Promise<number> {
  const { rows } = await alone.query<{ n: number }>(
    `select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::int4 n from pg_stat_xact_user_tables where relname like 'run_history_%'`,
  );
  return rows[0]?.n ?? 0;
}

const versionOf = (name: string, tasks: string[]) => ({
  document: {
    kind: 'Workflow' as const,
    name,
    project: 'default',
    tasks: Object.fromEntries(tasks.map((task) => [task, { type: 'shell' }])),
  },
  files: {},
  source: '',
  hash: '00'.repeat(32),
  author: 'admin',
  message: '',
  schedules: [],
});
