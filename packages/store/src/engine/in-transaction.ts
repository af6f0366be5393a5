/** Work of several statements in one transaction. A connection whose work failed is not given to the next caller. */
import type { NewRun, StartedRuns } from '@carillon/core';
import type pg from 'pg';
import { createStarts } from './starts.ts';
import { rowsOf } from './rows.ts';

export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Starts runs, of one task or of several, with whatever else the transaction does. */
export async function startWithin(client: pg.PoolClient, runs: readonly NewRun[]): Promise<StartedRuns> {
  const starts = createStarts({
    query: (statement, values) => rowsOf(client, statement, values),
    close: async () => {},
  });
  const made = new Set<string>();
  const leased: StartedRuns['leased'][number][] = [];
  const solos = runs.filter((run) => run.solo);
  const graphs = runs.filter((run) => !run.solo);
  for (const started of [
    ...(solos.length > 0 ? [await starts.startSolo(solos)] : []),
    ...(graphs.length > 0 ? [await starts.startGraph(graphs)] : []),
  ]) {
    for (const id of started.made) made.add(id);
    leased.push(...started.leased);
  }
  return { made, leased };
}
