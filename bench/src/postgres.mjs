// PostgreSQL as the platform embeds it, for one measurement.
import { createLogger } from '@carillon/runtime';
import { startPostgres } from '@carillon/server/postgres';
import pg from 'pg';
import { inDataDirectory } from './data-directory.mjs';
import { undoneAfter } from './undo.mjs';

/** @param settings of the server, beside its usual ones */
export function withPostgres(use, settings = {}) {
  return inDataDirectory((dataDirectory) => {
    const log = createLogger({ name: 'bench', level: 'warn' });
    const starting = startPostgres({ dataDirectory, log, settings });
    return undoneAfter(
      async () => (await starting).stop(),
      async () => use(await starting),
    );
  });
}

export async function withClient(connectionString, use) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return undoneAfter(
    () => client.end(),
    () => use(client),
  );
}
