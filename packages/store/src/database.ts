/**
 * Connections to PostgreSQL. Three kinds, never mixed (GUARANTEES 10.2): `engine` connections forbid every
 * plan but nested loops over primary keys, because statistics of hot tables are always wrong; `api` is an
 * ordinary pool for lists and catalogue; `lease` is kept apart so that heartbeats never queue behind work.
 */
import type { Logger } from '@carillon/runtime';
import pg from 'pg';

const INT8_OID = 20;
// int8 as number: counters, ranks and fences stay far below 2^53.
pg.types.setTypeParser(INT8_OID, Number);

export interface DatabaseConfig {
  readonly url: string;
  readonly applicationName: string;
  readonly apiConnections: number;
  readonly leaseConnections: number;
}

/** A static statement: named, so that it is parsed and planned once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const CLIENT_TIMEOUTS = {
  connectionTimeoutMillis: 3_000,
  keepAlive: true,
} as const;

/** Sent with the connection's first packet, so that no session is ever without them and none costs a round trip. */
const SESSION = { lock_timeout: '3s', idle_in_transaction_session_timeout: '10s', jit: 'off', timezone: 'UTC' };

/** Reference: docs/architecture/store.md, "Plans". Each line closes a way to a plan that was seen to be eight times slower. */
const ENGINE_PLANS = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_bitmapscan: 'off',
  enable_memoize: 'off',
};

function startupOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries({ ...SESSION, ...settings })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

export interface Database {
  readonly api: pg.Pool;
  readonly lease: pg.Pool;
  /** A connection of its own for one lane of the engine; the caller ends it. Reconnects by being opened anew. */
  engineClient(): Promise<pg.Client>;
  /** For LISTEN: outside every pool. */
  listenClient(): Promise<pg.Client>;
  close(): Promise<void>;
}

export function openDatabase(config: DatabaseConfig, log: Logger): Database {
  const options = { connectionString: config.url, application_name: config.applicationName, ...CLIENT_TIMEOUTS };
  // A pool counts itself ended before its sockets are closed; a server that stops next cuts them, which is no news.
  let closing = false;
  const pool = (max: number, statementTimeout: string): pg.Pool => {
    const made = new pg.Pool({
      ...options,
      max,
      query_timeout: 32_000,
      options: startupOptions({ statement_timeout: statementTimeout }),
    });
    // Without a listener a broken client would end the process: an idle one, and one between two statements of a
    // transaction, whose next statement then fails.
    made.on('error', (error) => {
      if (!closing) log.warn({ err: error }, 'idle database connection broke');
    });
    made.on('connect', (client) => {
      client.on('error', (error) => log.debug({ err: error }, 'database connection broke'));
    });
    return made;
  };
  const api = pool(config.apiConnections, '30s');
  const lease = pool(config.leaseConnections, '5s');
  const single = async (settings: Readonly<Record<string, string>>): Promise<pg.Client> => {
    const client = new pg.Client({ ...options, query_timeout: 12_000, options: startupOptions(settings) });
    client.on('error', (error) => log.warn({ err: error }, 'database connection broke'));
    await client.connect();
    return client;
  };
  return {
    api,
    lease,
    engineClient: () => single({ ...ENGINE_PLANS, statement_timeout: '10s' }),
    listenClient: () => single({}),
    close: async () => {
      closing = true;
      await Promise.all([api.end(), lease.end()]);
    },
  };
}
