import { readdir } from 'node:fs/promises';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Statement } from '../database.ts';

/** Every exported statement of this folder is prepared against the migrated schema. */
describe('statements of the engine', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('all fit the schema', async () => {
    const files = (await readdir(import.meta.dirname)).filter(
      (name) => name.endsWith('.ts') && !name.includes('.test.'),
    );
    const names = new Set<string>();
    for (const file of files) {
      const exported = Object.values((await import(`./${file}`)) as Record<string, unknown>);
      for (const statement of exported.filter(isStatement)) {
        expect(names, `two statements are named ${statement.name}`).not.toContain(statement.name);
        names.add(statement.name);
        await client.query(`prepare "${statement.name}" as ${statement.text}`).catch((error: Error) => {
          throw new Error(`${file}: ${statement.name}: ${error.message}`);
        });
      }
    }
    expect(names.size).toBeGreaterThan(30);
  });
});

function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && 'text' in value && 'name' in value;
}
