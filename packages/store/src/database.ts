/**
 * Connections to PostgreSQL. Four kinds, never mixed (GUARANTEES 10.2): `engine` connections forbid every
 * plan but nested loops over primary keys, because statistics of hot tables are always wrong; `api` is an
 * ordinary pool for catalogue and changes; `read` keeps the plans of what looks at runs; `lease` is kept apart so that
 * heartbeats never queue behind work.
 */
import { CarillonError, said } from '@carillon/core';
import { type Logger, newUuid } from '@carillon/runtime';
import pg from 'pg';
import { createPlaceGuard } from './connection/place-guard.ts';
import { clientOptions, type SessionKind, SESSIONS } from './connection/settings.ts';
import { createStatementMeter, type StatementMeter } from './connection/statement-meter.ts';
import { checkRoom, watchName } from './connection/start-checks.ts';
import { startStoreWatch } from './connection/store-watch.ts';

const INT8_OID = 20;
// int8 as number: counters, ranks and fences stay far below 2^53.
pg.types.setTypeParser(INT8_OID, Number);
/** Longer than the 15 s of the slowest loops: else an idle server opened connections for them again and again. */
const KEPT_IDLE_MS = 20_000;

export interface DatabaseConfig {
  readonly url: string;
  readonly applicationName: string;
  readonly apiConnections: number;
  /** One when absent. */
  readonly readConnections?: number;
  readonly leaseConnections: number;
  /** After which a statement of the engine is given up. */
  readonly engineStatementMs?: number | undefined;
  /** Told how long each statement took. */
  readonly onStatement?: ((name: string, ms: number) => void) | undefined;
}

/** A static statement: named, so that it is parsed and planned once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export interface Database {
  readonly api: pg.Pool;
  readonly read: pg.Pool;
  readonly lease: pg.Pool;
  readonly statements: Pick<StatementMeter, 'take'>;
  /** A connection of its own for one lane of the engine; the caller ends it. Reconnects by being opened anew. */
  engineClient(): Promise<pg.Client>;
  /** For LISTEN: outside every pool. */
  listenClient(): Promise<pg.Client>;
  /** @throws Error where the servers together would need more connections than they may have */
  checkRoom(): Promise<void>;
  close(): Promise<void>;
}

export function openDatabase(config: DatabaseConfig, log: Logger): Database {
  const { engineStatementMs = SESSIONS.engine.statementTimeoutMs, readConnections = 1 } = config;
  const address = { connectionString: config.url, application_name: config.applicationName };
  const guard = createPlaceGuard(log);
  const statements = createStatementMeter(config.onStatement);
  // A pool counts itself ended before its sockets are closed; a server that stops next cuts them, which is no news.
  let closing = false;
  const busy = new Set<pg.PoolClient>();

  const pool = (max: number, kind: SessionKind): pg.Pool => {
    const made = new pg.Pool({
      ...address,
      ...clientOptions(kind),
      Client: statements.Client,
      max,
      idleTimeoutMillis: KEPT_IDLE_MS,
      verify: (client, done) => void guard.check(client).then(() => done(), done),
    });
    // Without a listener a broken client would end the process: an idle one, and one between two statements of a
    // transaction, whose next statement then fails.
    made.on('error', (error) => {
      if (!closing) log.warn({ err: error }, 'idle database connection broke');
    });
    made.on('connect', (client) => {
      client.on('error', (error) => log.debug({ err: error }, 'database connection broke'));
    });
    made.on('acquire', (client) => busy.add(client));
    made.on('release', (_error, client) => busy.delete(client));
    made.on('remove', (client) => busy.delete(client));
    return made;
  };
  const server = newUuid();
  const single = async (kind: SessionKind, name = config.applicationName): Promise<pg.Client> => {
    const client = new statements.Client({ ...address, application_name: name, ...clientOptions(kind) });
    client.on('error', (error) => log.warn({ err: error }, 'database connection broke'));
    try {
      await client.connect();
      await guard.check(client);
    } catch (error) {
      await client.end().catch((failure: unknown) => log.debug({ err: failure }, 'database connection broke'));
      throw error;
    }
    return client;
  };
  const watch = startStoreWatch({
    connect: () => single(SESSIONS.listen, watchName(config.applicationName, server)),
    probe: (client) => guard.check(client),
    // With a question under way this cuts the connection: whoever waits for its answer is told.
    onAway() {
      for (const client of busy) endNow(client);
    },
    log,
  });
  const refusing = (made: pg.Pool): pg.Pool => refuseWhile(made, watch.isAway);
  const api = refusing(pool(config.apiConnections, SESSIONS.api));
  const read = refusing(pool(readConnections, SESSIONS.read));
  const lease = refusing(pool(config.leaseConnections, SESSIONS.lease));

  return {
    api,
    read,
    lease,
    statements,
    engineClient: () => single({ ...SESSIONS.engine, statementTimeoutMs: engineStatementMs }),
    listenClient: () => single(SESSIONS.listen),
    checkRoom: () =>
      checkRoom(api, {
        applicationName: config.applicationName,
        server,
        connections: config.apiConnections + readConnections + config.leaseConnections,
      }),
    close: async () => {
      closing = true;
      await watch.stop();
      await Promise.all([api.end(), read.end(), lease.end()]);
    },
  };
}

/** Its connection is cut where a question is under way, which then fails. */
function endNow(client: pg.ClientBase): void {
  // `pg.Pool` types its clients without `end`, which they have.
  void (client as pg.Client).end();
}

/** Nobody waits for connections that nobody would answer on. */
function refuseWhile(pool: pg.Pool, isAway: () => boolean): pg.Pool {
  type Callback = (error: Error) => void;
  const connect = pool.connect.bind(pool) as (callback?: Callback) => unknown;
  pool.connect = ((callback?: Callback) => {
    if (!isAway()) return connect(callback);
    const error = new CarillonError({
      code: 'STORE_UNAVAILABLE',
      message: said`the database does not answer`,
      hint: said`Try again in a moment.`,
    });
    return callback ? process.nextTick(callback, error) : Promise.reject(error);
  }) as pg.Pool['connect'];
  return pool;
}
