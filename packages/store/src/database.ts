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

const SESSION = `set lock_timeout = '3s'; set idle_in_transaction_session_timeout = '10s'; set jit = off; set timezone = 'UTC'`;

/** Reference: docs/architecture/store.md, "plans". Each line closes a way to a plan that was seen to be 8× slower. */
const ENGINE_PLANS = `set statement_timeout = '10s'; set plan_cache_mode = force_generic_plan; set enable_seqscan = off;
  set enable_hashjoin = off; set enable_mergejoin = off; set enable_bitmapscan = off; set enable_memoize = off`;

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
  const pool = (max: number, statementTimeout: string): pg.Pool => {
    const made = new pg.Pool({ ...options, max, query_timeout: 32_000 });
    // Without a listener a broken idle client would end the process.
    made.on('error', (error) => log.warn({ err: error }, 'idle database connection broke'));
    made.on('connect', (client) => {
      client.query(`${SESSION}; set statement_timeout = '${statementTimeout}'`).catch((error: unknown) => {
        log.warn({ err: error }, 'could not set up a database session');
      });
    });
    return made;
  };
  const api = pool(config.apiConnections, '30s');
  const lease = pool(config.leaseConnections, '5s');
  const single = async (setup: string): Promise<pg.Client> => {
    const client = new pg.Client({ ...options, query_timeout: 12_000 });
    client.on('error', (error) => log.warn({ err: error }, 'database connection broke'));
    await client.connect();
    await client.query(setup);
    return client;
  };
  return {
    api,
    lease,
    engineClient: () => single(`${SESSION}; ${ENGINE_PLANS}`),
    listenClient: () => single(SESSION),
    close: async () => {
      await Promise.all([api.end(), lease.end()]);
    },
  };
}
