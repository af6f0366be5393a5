/**
 * Forward-only migrations. A starter tries an advisory lock at intervals and never waits for it inside a
 * statement: a waiter and an index that is built concurrently deadlock. Each file is one transaction, which waits
 * for no lock longer than others may wait behind it and is tried again; one of indexes alone builds them while others
 * write (migrate-indexes.ts). Crash half-way: the next starter runs the file again, or goes on with its indexes.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@carillon/runtime';
import pg from 'pg';
import { buildIndex, indexesOf } from './migrate-indexes.ts';

const DIRECTORY = fileURLToPath(new URL('../migrations/', import.meta.url));
const LOCK_KEY = 4_400_001;
const LOCK_RETRY_MS = 250;
const LOCK_PATIENCE_MS = 120_000;
/** Everybody who comes later waits behind a lock that is waited for. */
const TABLE_LOCK_MS = 3_000;
const TABLE_LOCK_TRIES = 40;
const TABLE_LOCK_PAUSE_MS = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';
/** History partitions are made this far ahead at every start; the partitioner keeps it so. */
const PARTITIONS_AHEAD = '28 days';

interface Migration {
  readonly id: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
  readonly breaking: boolean;
}

export interface Migrated {
  readonly applied: readonly string[];
  readonly version: number;
}

export async function migrate(url: string, log: Logger): Promise<Migrated> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'carillon-migrate',
    connectionTimeoutMillis: 3_000,
    lock_timeout: TABLE_LOCK_MS,
  });
  client.on('error', (error) => log.warn({ err: error }, 'migration connection broke'));
  await client.connect();
  try {
    await takeLock(client);
    return await runMissing(client, log);
  } finally {
    await client.end();
  }
}

async function takeLock(client: pg.Client): Promise<void> {
  const attempts = Math.ceil(LOCK_PATIENCE_MS / LOCK_RETRY_MS);
  for (let i = 0; i < attempts; i++) {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) got', [LOCK_KEY]);
    if (rows[0]?.got) return;
    await delay(LOCK_RETRY_MS);
  }
  throw new Error(
    `another program has been migrating this database for ${LOCK_PATIENCE_MS / 1_000} s; see pg_stat_activity`,
  );
}

async function runMissing(client: pg.Client, log: Logger): Promise<Migrated> {
  await client.query(`create table if not exists schema_migration (
    id int4 primary key, name text not null, checksum text not null, breaking boolean not null, applied_at timestamptz not null default now())`);
  const known = new Map(
    (
      await client.query<{ id: number; checksum: string; breaking: boolean; name: string }>(
        'select * from schema_migration',
      )
    ).rows.map((row) => [row.id, row]),
  );
  const migrations = await readMigrations();
  const newest = migrations.at(-1)?.id ?? 0;
  for (const row of known.values()) {
    if (row.id > newest && row.breaking) {
      throw new Error(`the database has the breaking migration ${row.name} of a newer Carillon; upgrade this program`);
    }
  }
  const applied: string[] = [];
  for (const migration of migrations) {
    const before = known.get(migration.id);
    if (before) {
      if (before.checksum !== migration.checksum)
        throw new Error(`migration ${migration.name} was changed after it had been applied`);
      continue;
    }
    await apply(client, migration, log);
    applied.push(migration.name);
    log.info({ migration: migration.name }, 'migrated');
  }
  await patiently('partitions', log, () =>
    client.query(`select make_partitions(now() - interval '7 days', now() + interval '${PARTITIONS_AHEAD}')`),
  );
  return { applied, version: newest };
}

async function apply(client: pg.Client, migration: Migration, log: Logger): Promise<void> {
  const indexes = indexesOf(migration.sql);
  try {
    if (indexes === undefined) await patiently(migration.name, log, () => applyWhole(client, migration));
    else {
      for (const index of indexes) await patiently(migration.name, log, () => buildIndex(client, index));
      await note(client, migration);
    }
  } catch (error) {
    const left = indexes === undefined ? 'was rolled back' : 'goes on behind its last whole index at the next start';
    throw new Error(`migration ${migration.name} failed and ${left}`, { cause: error });
  }
}

async function applyWhole(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await note(client, migration);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function note(client: pg.Client, { id, name, checksum, breaking }: Migration): Promise<void> {
  await client.query('insert into schema_migration (id, name, checksum, breaking) values ($1, $2, $3, $4)', [
    id,
    name,
    checksum,
    breaking,
  ]);
}

/** Gives way to those who wait behind it, and tries again. */
async function patiently(name: string, log: Logger, work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE || tries === TABLE_LOCK_TRIES) throw error;
    }
    log.warn({ migration: name, tries }, 'waits for a table that a long transaction holds');
    await delay(TABLE_LOCK_PAUSE_MS);
  }
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(DIRECTORY)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(`${DIRECTORY}${name}`, 'utf8');
      const [head] = sql.split('\n', 1);
      if (head !== '-- compatible' && head !== '-- breaking') {
        throw new Error(`${name}: the first line must be "-- compatible" or "-- breaking"`);
      }
      return {
        id: Number(name.slice(0, 4)),
        name,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
        breaking: head === '-- breaking',
      };
    }),
  );
}
