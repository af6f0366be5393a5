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
import { clientOptions, SESSIONS } from './connection/settings.ts';
import { buildIndex, indexesOf } from './migrate-indexes.ts';

const DIRECTORY = fileURLToPath(new URL('../migrations/', import.meta.url));
const LOCK_KEY = 4_400_001;
const LOCK_RETRY_MS = 250;
const LOCK_WARN_MS = 30_000;
/** A table that is held, and a deadlock that this one was ended for: the same again may well succeed. */
const RETRIED: ReadonlySet<string> = new Set(['55P03', '40P01']);
const MAX_TRIES = 40;
const TRY_AGAIN_MS = 1_000;
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
    ...clientOptions(SESSIONS.migrate),
  });
  client.on('error', (error) => log.warn({ err: error }, 'migration connection broke'));
  await client.connect();
  try {
    await takeLock(client, log);
    return await runMissing(client, log);
  } finally {
    await client.end();
  }
}

/** As long as somebody else migrates: an index of a large table takes its time. */
async function takeLock(client: pg.Client, log: Logger): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += LOCK_RETRY_MS) {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) got', [LOCK_KEY]);
    if (rows[0]?.got) return;
    if (waitedMs % LOCK_WARN_MS === 0)
      log.warn(
        { waitedMs },
        'another program migrates this database (pg_stat_activity: carillon-migrate); waiting for it',
      );
    await delay(LOCK_RETRY_MS);
  }
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
      const patient = (work: () => Promise<unknown>) => patiently(migration.name, log, work);
      for (const index of indexes) await buildIndex({ client, patiently: patient, log }, index);
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
      if (!RETRIED.has((error as { code?: string }).code ?? '') || tries === MAX_TRIES) throw error;
    }
    log.warn({ migration: name, tries }, 'a table is held by others; tries again');
    await delay(TRY_AGAIN_MS);
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
