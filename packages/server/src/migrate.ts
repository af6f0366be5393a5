/** `carillon migrate`: brings a database to this version's schema and ends. */
import { createLifecycle } from '@carillon/runtime';
import { migrate, type Migrated } from '@carillon/store';
import { dataDirectoryOf, readServerConfig, type ServerOverrides } from './config.ts';
import { openDataDirectory } from './data-directory.ts';
import { provideDatabase } from './database.ts';
import { claimDataDirectory } from './instance.ts';
import { openLog } from './log.ts';

export async function runMigrate(overrides: ServerOverrides = {}): Promise<Migrated> {
  const config = readServerConfig(overrides);
  const log = openLog('carillon-migrate', config, 'info');
  const lifecycle = createLifecycle(log);
  try {
    const root = dataDirectoryOf(config.dataDir);
    if (!config.databaseUrl)
      lifecycle.onStop('data directory', await claimDataDirectory(await openDataDirectory(root)));
    const { url } = await provideDatabase({
      databaseUrl: config.databaseUrl,
      dataDirectory: root,
      log,
      lifecycle,
      onDeath: (how) => log.error({ how }, 'PostgreSQL ended by itself'),
    });
    return await migrate(url, log);
  } finally {
    await lifecycle.stop();
  }
}
