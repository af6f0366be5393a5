import { hashSecret } from '@carillon/api';
import { createLogger } from '@carillon/runtime';
import { openStore } from '@carillon/store';
import { createTestDatabase } from '@carillon/testkit';
import { expect, it } from 'vitest';
import { createFirstToken } from './first-token.ts';

it('the first token of a server opens its API', async () => {
  const database = await createTestDatabase();
  const log = createLogger({ name: 'test', level: 'silent' });
  const { secret } = await createFirstToken({ kind: 'api', name: 'first' }, { databaseUrl: database.url });
  const store = await openStore({ url: database.url, applicationName: 'test', log });
  try {
    expect(await store.access.byToken(hashSecret(secret), 'api')).toMatchObject({ name: 'admin' });
  } finally {
    await store.close();
    await database.drop();
  }
});

it('there is no first token without a database', async () => {
  await expect(createFirstToken({ kind: 'api', name: 'first' })).rejects.toThrow('CARILLON_DATABASE_URL');
});
