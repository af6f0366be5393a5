// A platform on a database server of its own, which the measurement can ask behind the platform's back.
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '@carillon/runtime';
import { ensurePlatformDatabase, startPostgres } from '@carillon/server/postgres';
import pg from 'pg';
import { removeData, startPlatform } from './platform.mjs';

/** @param measure given `{platform, client, databaseUrl}`; all of it and its data are gone when it has ended */
export async function onOwnDatabase(measure, { countStatements = false } = {}) {
  const dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'carillon-bench-'));
  const start = () => startPostgres({ dataDirectory, log: createLogger({ name: 'bench', level: 'warn' }) });
  let postgres = await start();
  try {
    if (countStatements) {
      await loadStatementCounter(postgres);
      await postgres.stop();
      postgres = await start();
    }
    const databaseUrl = await ensurePlatformDatabase(postgres);
    return await withClient(databaseUrl, async (client) => {
      if (countStatements) await client.query('create extension pg_stat_statements');
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

/** Takes effect when the server is started the next time. */
const loadStatementCounter = (postgres) =>
  withClient(postgres.url('postgres'), (client) =>
    client.query(`alter system set shared_preload_libraries = 'pg_stat_statements'`),
  );

async function withClient(connectionString, act) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
