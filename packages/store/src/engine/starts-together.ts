/** Runs of one request: all of them, or none where its key is taken. */
import type { EngineStore, NewRun, StartedRuns } from '@carillon/core';
import type pg from 'pg';
import { takeKey } from '../sql/start.ts';
import { rowsOf } from './rows.ts';
import { startAlike } from './start-alike.ts';
import { startWithin } from './start-within.ts';
import { inTransaction } from './transaction.ts';

const NONE: StartedRuns = { made: new Set(), leased: [] };

export function createStartsTogether(api: pg.Pool): Pick<EngineStore, 'startTogether' | 'startAlike'> {
  return {
    startTogether: (runs, key) =>
      inTransaction(api, async (client) => {
        const [first] = runs;
        if (!first || (key && !(await isFree(client, first, runs.length, key)))) return NONE;
        return startWithin(client, runs);
      }),

    startAlike: (runs, key) =>
      inTransaction(api, async (client) => {
        if (key && !(await isFree(client, runs.like, runs.ids.length, key))) return false;
        await startAlike(client, runs);
        return true;
      }),
  };
}

async function isFree(
  client: pg.PoolClient,
  { id, request: { scope } }: NewRun,
  runs: number,
  { principal, route, key, bodyHash }: NonNullable<NewRun['request']['idempotency']>,
): Promise<boolean> {
  const rows = await rowsOf(client, takeKey, [scope.tenantKey, principal, route, key, bodyHash, id, runs]);
  return rows.length > 0;
}
