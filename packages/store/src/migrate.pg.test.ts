import { readdir, readFile } from 'node:fs/promises';
import { createLogger } from '@carillon/runtime';
import { createEmptyDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
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
});
