/** What is looked at once, before anything relies on it: whether commits last, and whether there is room for this server. */
import type { Logger } from '@carillon/runtime';
import type pg from 'pg';
import { COMPLETION_SHARDS } from '@carillon/core';

/** Of the engine: shards of completions, two that claim, one that starts runs, one that decides. */
const ENGINE_CONNECTIONS = COMPLETION_SHARDS + 4;
/** One that listens for hints, one that watches. */
const SINGLE_CONNECTIONS = 2;
/** The rest is for people, backups and migrations. */
const SHARE = 0.8;

const DURABLE = ['fsync', 'full_page_writes', 'synchronous_commit'];

/** @throws Error where acknowledged work could be lost, unless that was asked for (GUARANTEES 15.1) */
export async function checkDurability(pool: pg.Pool, unsafe: boolean, log: Logger): Promise<void> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name = any($1) and setting in ('off', 'local')`,
    [DURABLE],
  );
  const off = rows.filter(({ setting }) => setting === 'off').map(({ name }) => name);
  if (off.length > 0 && !unsafe) {
    throw new Error(
      `the database would lose acknowledged work: ${off.join(', ')} is off; switch it on, ` +
        'or start with --unsafe-durability where that does not matter',
    );
  }
  if (off.length > 0)
    log.error({ off }, 'acknowledged work is lost when the database’s machine fails: as was asked for');
  if (rows.some(({ setting }) => setting === 'local'))
    log.warn('synchronous_commit is local: a fail-over may lose the last commits');
}

/** Names the sessions by which servers are counted: each has one. */
export const watchName = (applicationName: string, server: string): string =>
  `${applicationName}-watch:${server.slice(-12)}`;

/**
 * @param connections of the pools
 * @throws Error where the servers together could ask for more than their share (GUARANTEES 10.2)
 */
export async function checkRoom(
  pool: pg.Pool,
  { applicationName, server, connections }: { applicationName: string; server: string; connections: number },
): Promise<void> {
  const { rows } = await pool.query<{ most: number; others: number }>(
    `select current_setting('max_connections')::int4 most, count(*)::int4 others from pg_stat_activity
     where datname = current_database() and starts_with(application_name, $1) and application_name <> $2`,
    [`${applicationName}-watch:`, watchName(applicationName, server)],
  );
  const { most, others } = rows[0] ?? { most: 0, others: 0 };
  const each = connections + ENGINE_CONNECTIONS + SINGLE_CONNECTIONS;
  const needed = (others + 1) * each;
  if (needed <= most * SHARE) return;
  throw new Error(
    `the database takes ${most} connections, of which servers may use ${Math.floor(most * SHARE)} (80 %); ` +
      `this server and the ${others} beside it need ${needed}. Set max_connections to ${Math.ceil(needed / SHARE)} or more`,
  );
}
