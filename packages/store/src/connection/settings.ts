/**
 * What every session is told with its first packet, so that none is ever without it and none costs a round trip
 * (GUARANTEES 16). The server's own keep-alives are what frees the locks of a client that was cut off; over a socket
 * of this machine they say nothing.
 */

/** After a statement's own limit so much longer, or a connection that was cut would hang for ever. */
export const QUERY_GRACE_MS = 2_000;
export const CONNECT_MS = 3_000;

export interface SessionKind {
  /** As long as it takes, when absent. */
  readonly statementTimeoutMs?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

const EVERY_SESSION = {
  lock_timeout: '3s',
  idle_in_transaction_session_timeout: '10s',
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '10s',
  client_connection_check_interval: '5s',
  jit: 'off',
  timezone: 'UTC',
};

/** Reference: docs/architecture/store.md, "Plans". Each line closes a way to a plan that was seen to be eight times slower. */
const ENGINE_PLANS = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_bitmapscan: 'off',
  enable_memoize: 'off',
};

export const SESSIONS = {
  api: { statementTimeoutMs: 30_000 },
  /**
   * For statements that read history: planned for their values they would be planned over every week of every table of
   * it, which takes ten times as long as carrying them out. The one plan leaves out weeks when it begins.
   */
  read: { statementTimeoutMs: 30_000, settings: { plan_cache_mode: 'force_generic_plan' } },
  engine: { statementTimeoutMs: 10_000, settings: ENGINE_PLANS },
  /** Shorter than a worker's patience: it must hear that the store is away before it stops its attempts. */
  lease: { statementTimeoutMs: 3_000 },
  listen: { statementTimeoutMs: 10_000 },
  /** An index of a large table takes its time. */
  migrate: {},
} as const satisfies Readonly<Record<string, SessionKind>>;

/** For the driver. */
export function clientOptions({ statementTimeoutMs, settings = {} }: SessionKind) {
  const limit = statementTimeoutMs === undefined ? {} : { statement_timeout: `${statementTimeoutMs}ms` };
  return {
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    ...(statementTimeoutMs !== undefined && { query_timeout: statementTimeoutMs + QUERY_GRACE_MS }),
    options: Object.entries({ ...EVERY_SESSION, ...settings, ...limit })
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  };
}
