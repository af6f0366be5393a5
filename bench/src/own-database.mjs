// A platform on a database server of its own, which the measurement can ask behind the platform's back.
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '@carillon/runtime';
import { ensurePlatformDatabase, startPostgres } from '@carillon/server/postgres';
import pg from 'pg';
import { removeData, startPlatform } from './platform.mjs';

/**
 * @param measure given `{platform, client, databaseUrl}`; all of it and its data are gone when it has ended
 * @param settings of the database server, beside its usual ones
 */
export async function onOwnDatabase(measure, { settings = {} } = {}) {
  const dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'carillon-bench-'));
  const log = createLogger({ name: 'bench', level: 'warn' });
  const postgres = await startPostgres({ dataDirectory, log, settings });
  try {
    const databaseUrl = await ensurePlatformDatabase(postgres);
    return await withClient(databaseUrl, async (client) => {
      const platform = await startPlatform({ databaseUrl });
      try {
        return await measure({ platform, client, databaseUrl });
      } finally {
        await platform.stop();
      }
    });
  } finally {
    await postgres.stop();
    await removeData(dataDirectory);
  }
}

async function withClient(connectionString, act) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
