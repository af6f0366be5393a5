/** A look at the database a server was given, before anything relies on it: what is wrong is said with its fix. */
import pg from 'pg';

const SETTING = 'CARILLON_DATABASE_URL';
const CONNECT_PATIENCE_MS = 5_000;
const OLDEST_VERSION = 15;

/** @throws Error naming the setting; never with the password. */
export async function checkGivenDatabase(databaseUrl: string): Promise<void> {
  const url = parse(databaseUrl);
  const place = `${url.host || 'the local socket'}${url.pathname}`;
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'carillon-setup',
    connectionTimeoutMillis: CONNECT_PATIENCE_MS,
  });
  client.on('error', () => undefined); // the query below fails with it
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version < OLDEST_VERSION)
      throw new Error(`it is PostgreSQL ${version}, and ${OLDEST_VERSION} is the oldest that can be used`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new Error(`${SETTING}: the database at ${place} cannot be used: ${why}. ${fixFor(cause)}`, { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function parse(databaseUrl: string): URL {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  if (url && /^postgres(ql)?:$/.test(url.protocol)) return url;
  throw new Error(`${SETTING}: not the address of a database; write it as postgres://user:password@host:5432/name`);
}

function fixFor(cause: unknown): string {
  const { code = '' } = cause as { code?: string };
  if (code.startsWith('28')) return 'Check the user and the password';
  if (code === '3D000') return 'Create the database, or name another';
  return 'Start PostgreSQL there, or correct the address; without the setting the program starts a private one';
}
