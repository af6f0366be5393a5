/** Where a server's truth is: the database it was given, or a private one in its data directory. */
import type { Lifecycle, Logger } from '@carillon/runtime';
import { checkGivenDatabase } from './given-database.ts';
import { ensurePlatformDatabase, type Postgres, startPostgres } from './postgres/index.ts';

export interface ProvidedDatabase {
  readonly url: string;
  /** The private server, when there is one. */
  readonly postgres: Postgres | undefined;
}

export async function provideDatabase(options: {
  readonly databaseUrl: string | undefined;
  readonly dataDirectory: string;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  /** The private server ended by itself; nothing can go on without it. */
  readonly onDeath: (how: string) => void;
}): Promise<ProvidedDatabase> {
  const { databaseUrl, dataDirectory, log, lifecycle, onDeath } = options;
  if (databaseUrl) {
    await checkGivenDatabase(databaseUrl);
    return { url: databaseUrl, postgres: undefined };
  }
  const postgres = await startPostgres({ dataDirectory, log: log.child({ part: 'postgres' }) });
  lifecycle.onStop('postgres', () => postgres.stop());
  void postgres.died.then(onDeath);
  return { url: await ensurePlatformDatabase(postgres), postgres };
}
