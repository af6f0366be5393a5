import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endPool } from './end-pool.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('has ended when all its sessions have, so that none is left for the drop of its database', async () => {
  const pool = new pg.Pool({ connectionString: database.url, max: 3 });
  const sessions = await Promise.all([pool.connect(), pool.connect(), pool.connect()]);
  let ended = 0;
  for (const session of sessions) {
    session.once('end', () => (ended += 1));
    session.release();
  }
  await endPool(pool);
  expect(ended).toBe(3);
});

it('has ended at once when it never had a session', async () => {
  await expect(endPool(new pg.Pool({ connectionString: database.url }))).resolves.toBeUndefined();
});
