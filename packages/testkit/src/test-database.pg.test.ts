import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(() => Promise.all([first.drop(), second.drop()]));

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('createTestDatabase', () => {
  it('gives a migrated database with the default tenant, project and environment', async () => {
    expect(await query(first.url, 'select p.name project, e.name environment from project p, environment e')).toEqual([
      { project: 'default', environment: 'dev' },
    ]);
  });

  it('keeps test files apart', async () => {
    await query(first.url, 'create table mine (id int)');
    expect(await query(second.url, `select to_regclass('mine') as found`)).toEqual([{ found: null }]);
  });
});
