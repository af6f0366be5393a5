/** Several statements as one transaction, on a connection of a pool. Deadlocks and the like are run again, whole. */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { EngineConnection } from './connection.ts';
import { rowsOf } from './rows.ts';

/** Deadlock and serialisation failure: the same again may well succeed. A lock that was not had is the caller's matter. */
const RETRIED: ReadonlySet<string> = new Set(['40P01', '40001']);
const MAX_TRIES = 5;

export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      // The connection may be in any state: it is closed, which rolls back.
      client.release(true);
      if (!RETRIED.has((error as { code?: string }).code ?? '') || tries >= MAX_TRIES) throw error;
      await delay(Math.random() * 10 * 2 ** tries);
    }
  }
}

/** The client as statements of the engine know connections; the transaction ends it. */
export function connectionOf(client: pg.PoolClient): EngineConnection {
  const query: EngineConnection['query'] = (statement, values) => rowsOf(client, statement, values);
  return { query, transaction: (work) => work(query), close: async () => {} };
}
