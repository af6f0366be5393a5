// A platform on a database server of its own, which the measurement can ask behind the platform's back.
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '@carillon/runtime';
import { ensurePlatformDatabase, startPostgres } from '@carillon/server/postgres';
import pg from 'pg';
import { removeData, startPlatform } from './platform.mjs';

/** @param measure given `{platform, client}`; both and all their data are gone when it has ended */
export async function onOwnDatabase(measure) {
  const dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'carillon-bench-'));
  const postgres = await startPostgres({ dataDirectory, log: createLogger({ name: 'bench', level: 'warn' }) });
  const databaseUrl = await ensurePlatformDatabase(postgres);
  const client = new pg.Client({ connectionString: databaseUrl });
  const platform = await startPlatform({ databaseUrl });
  try {
    await client.connect();
    return await measure({ platform, client });
  } finally {
    await client.end();
    await platform.stop();
    await postgres.stop();
    await removeData(dataDirectory);
  }
}
