import { readdir, readFile } from 'node:fs/promises';
import { createLogger } from '@carillon/runtime';
import { createEmptyDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrate } from './migrate.ts';
import { indexesOf } from './migrate-indexes.ts';
import { schemaSnapshot } from './schema-snapshot.testing.ts';

const log = createLogger({ name: 'migrate', level: 'error' });
let database: TestDatabase;
let client: pg.Client;

beforeEach(async () => {
  database = await createEmptyDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

const rowsOf = async (text: string) => (await client.query(text)).rows;
const newer = (breaking: boolean) =>
  client.query(`insert into schema_migration (id, name, checksum, breaking) values (9999, '9999_later.sql', '', $1)`, [
    breaking,
  ]);

describe('migrations', () => {
  it('come to the schema of schema.sql; otherwise run npm run generate', async () => {
    await migrate(database.url, log);
    const snapshot = await readFile(new URL('../schema.sql', import.meta.url), 'utf8');
    expect(await schemaSnapshot(client)).toBe(snapshot);
  });

  it('are applied once by two programs that start together, and not again by a third', async () => {
    const both = await Promise.all([migrate(database.url, log), migrate(database.url, log)]);
    const all = (await readdir(new URL('../migrations/', import.meta.url))).length;
    expect(both.map(({ applied }) => applied.length)).toEqual(expect.arrayContaining([0, all]));
    expect((await migrate(database.url, log)).applied).toEqual([]);
  });

  it('are refused when one was changed after it had been applied', async () => {
    await migrate(database.url, log);
    await client.query(`update schema_migration set checksum = 'other' where id = 1`);
    await expect(migrate(database.url, log)).rejects.toThrow('0001_foundation.sql was changed');
  });

  it('refuse a breaking one of a newer program, and live with a compatible one', async () => {
    await migrate(database.url, log);
    await newer(false);
    expect((await migrate(database.url, log)).applied).toEqual([]);
    await client.query('delete from schema_migration where id = 9999');
    await newer(true);
    await expect(migrate(database.url, log)).rejects.toThrow('9999_later.sql of a newer Carillon');
  });

  it('leave nothing of one that failed, and start again at it', async () => {
    // The first migration makes this table after others.
    await client.query('create table event_cursor (mine int)');
    await expect(migrate(database.url, log)).rejects.toThrow('0001_foundation.sql failed and was rolled back');
    expect(
      await rowsOf(`select to_regclass('tenant') tenant, (select count(*)::int from schema_migration) applied`),
    ).toEqual([{ tenant: null, applied: 0 }]);
    await client.query('drop table event_cursor');
    expect((await migrate(database.url, log)).applied[0]).toBe('0001_foundation.sql');
  });

  it('wait for a table that is held, without holding up those behind for long', async () => {
    await migrate(database.url, log);
    await client.query('alter table idempotency drop column runs; delete from schema_migration where id = 32');
    const warn = vi.fn<() => void>();
    await client.query('begin; select from idempotency');
    const migrated = migrate(database.url, { ...log, warn });
    await vi.waitFor(() => expect(warn).toHaveBeenCalled(), { timeout: 20_000 });
    await client.query('commit');
    expect((await migrated).applied).toEqual(['0032_idempotency_of_batches.sql']);
  });
});

describe('migrations of indexes alone', () => {
  const NAME = '0031_runs_that_lasted.sql';
  /** Of the index and of those of partitions that are attached to it. */
  const shape = async () =>
    rowsOf(`select indrelid::regclass::text "table", indisvalid whole from pg_index
            where indexrelid = 'run_history_lasting'::regclass
               or indexrelid in (select inhrelid from pg_inherits where inhparent = 'run_history_lasting'::regclass)
            order by 1`);
  let made: readonly unknown[];
  beforeEach(async () => {
    await migrate(database.url, log);
    made = await shape();
    await client.query('delete from schema_migration where id = 31');
  });

  it('are built while transactions are open and others write', async () => {
    await client.query('drop index run_history_lasting');
    const writer = new pg.Client({ connectionString: database.url, lock_timeout: 1_000 });
    await writer.connect();
    try {
      await client.query('begin isolation level repeatable read; select from tenant');
      const migrated = migrate(database.url, log);
      await vi.waitUntil(
        async () =>
          (await writer.query(`select from pg_stat_progress_create_index where phase like 'waiting%'`)).rowCount,
        { timeout: 20_000 },
      );
      await writer.query('begin; lock table run_history in row exclusive mode; commit');
      await client.query('commit');
      expect((await migrated).applied).toEqual([NAME]);
      expect(await shape()).toEqual(made);
    } finally {
      await writer.end();
    }
  });

  it('go on behind the last index that is whole', async () => {
    await client.query('drop index run_history_lasting');
    const [index] = indexesOf(await readFile(new URL(`../migrations/${NAME}`, import.meta.url), 'utf8')) ?? [];
    const [whole, broken] = await rowsOf(
      `select inhrelid::regclass::text "table" from pg_inherits where inhparent = 'run_history'::regclass order by 1`,
    );
    await client.query(`create index run_history_lasting on only run_history ${index?.definition}`);
    for (const { table } of [whole, broken])
      await client.query(`create index ${table}_lasting on ${table} ${index?.definition}`);
    await client.query(`alter index run_history_lasting attach partition ${whole.table}_lasting`);
    await client.query(`update pg_index set indisvalid = false where indexrelid = '${broken.table}_lasting'::regclass`);
    const oids = `select '${whole.table}_lasting'::regclass::oid whole, '${broken.table}_lasting'::regclass::oid broken`;
    const [before] = await rowsOf(oids);

    expect((await migrate(database.url, log)).applied).toEqual([NAME]);
    expect(await shape()).toEqual(made);
    const [after] = await rowsOf(oids);
    expect([after.whole === before.whole, after.broken === before.broken]).toEqual([true, false]);
  });
});
