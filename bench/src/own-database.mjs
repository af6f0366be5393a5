// A platform on a database server of its own, which the measurement can ask behind the platform's back.
import { ensurePlatformDatabase } from '@carillon/server/postgres';
import { startPlatform } from './platform.mjs';
import { withClient, withPostgres } from './postgres.mjs';

/**
 * @param measure given `{platform, client, databaseUrl}`; all of it and its data are gone when it has ended
 * @param settings of the database server, beside its usual ones
 */
export function onOwnDatabase(measure, { settings } = {}) {
  return withPostgres(async (postgres) => {
    const databaseUrl = await ensurePlatformDatabase(postgres);
    return withClient(databaseUrl, async (client) => {
      const platform = await startPlatform({ databaseUrl });
      try {
        return await measure({ platform, client, databaseUrl });
      } finally {
        await platform.stop();
      }
    });
  }, settings);
}
