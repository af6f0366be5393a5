/** A store on a database of its own, without anything that runs on it. */
import { createLogger } from '@carillon/runtime';
import { openStore, type Store } from '@carillon/store';
import { createTestDatabase } from './test-database.ts';

export interface TestStore {
  readonly store: Store;
  /** The database is dropped. */
  stop(): Promise<void>;
}

export async function createTestStore(): Promise<TestStore> {
  const database = await createTestDatabase();
  const log = createLogger({ name: 'store', level: 'silent' });
  const store = await openStore({ url: database.url, applicationName: 'test', log });
  return {
    store,
    async stop() {
      await store.close();
      await database.drop();
    },
  };
}
