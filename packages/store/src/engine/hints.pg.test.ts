import { createLogger } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openStore, type Store } from '../open-store.ts';
import type { Hint } from './maintenance.ts';

const log = createLogger({ name: 'store', level: 'silent' });
let database: TestDatabase;
let store: Store;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  store = await openStore({ url: database.url, applicationName: 'test', log });
  const elsewhere = new URL(database.url);
  elsewhere.pathname = '/postgres';
  admin = new pg.Client({ connectionString: elsewhere.href });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await store.close();
  await database.drop();
});

it('hints come again after the database was away, also for longer than one try', async () => {
  const name = new URL(database.url).pathname.slice(1);
  const heard: Hint[] = [];
  const stop = await store.engine.onHint((hint) => heard.push(hint));
  await store.engine.hint('ready');
  await vi.waitFor(() => expect(heard).toEqual(['ready']));

  await admin.query(`alter database ${name} allow_connections false`);
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and query like 'listen%'`,
    [name],
  );
  await vi.waitFor(() => expect(store.engine.onHint(() => undefined)).rejects.toThrow('not currently accepting'));
  await admin.query(`alter database ${name} allow_connections true`);

  await vi.waitFor(
    async () => {
      await store.engine.hint('stop');
      expect(heard).toContain('stop');
    },
    { timeout: 10_000 },
  );
  await stop();
});
