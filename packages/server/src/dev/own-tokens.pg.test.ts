import { createLogger } from '@carillon/runtime';
import { openStore, type Store } from '@carillon/store';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueOwnTokens } from './own-tokens.ts';

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  const log = createLogger({ name: 'test', level: 'silent' });
  store = await openStore({ url: database.url, applicationName: 'test', log });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

describe('issueOwnTokens', () => {
  it('ends the tokens of an earlier start on the same data directory, and no others', async () => {
    const { access } = store;
    const earlier = await issueOwnTokens(access, '/data/one');
    const elsewhere = await issueOwnTokens(access, '/data/two');
    const now = await issueOwnTokens(access, '/data/one');
    expect(await access.byToken(earlier.api.hash, 'api')).toBeUndefined();
    expect(await access.byToken(earlier.worker.hash, 'worker')).toBeUndefined();
    expect(await access.byToken(elsewhere.api.hash, 'api')).toBeDefined();
    expect(await access.byToken(now.worker.hash, 'worker')).toBeDefined();
    await now.revoke();
    expect(await access.byToken(now.api.hash, 'api')).toBeUndefined();
  });
});
