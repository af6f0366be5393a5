/**
 * Looks a page at a time for slots and places in line that nobody has any more, and for task runs that wait in no line.
 * They are what a defect would leave behind, so nobody waits for them: each look goes on where the last one ended, and a
 * table is read whole once in as many looks as it has pages. Where it stands is kept by the process alone; another one, or
 * the next life, begins anew.
 */
import type pg from 'pg';
import type { Statement } from '../database.ts';
import * as sql from '../sql/limit.ts';
import { rowsOf } from './rows.ts';

/** Rows of each table that one look reads. */
const PAGE = 10_000;

const NO_ID = '00000000-0000-0000-0000-000000000000';
/** Ranks are above it: those of tasks may be negative. */
const LOWEST_RANK = '-9223372036854775808';

/** @returns what one look made good */
export function createLimitSweep(api: pg.Pool, page = PAGE): () => Promise<number> {
  const tables = [
    walk(api, sql.sweepSlots, [NO_ID, -32_768, NO_ID], page),
    walk(api, sql.sweepWaits, [NO_ID, -32_768, NO_ID], page),
    walk(api, sql.sweepLost, [LOWEST_RANK, NO_ID, -1], page),
  ];
  return async () => {
    let made = 0;
    for (const look of tables) made += await look();
    return made;
  };
}

function walk(
  api: pg.Pool,
  statement: Statement,
  start: readonly (string | number)[],
  page: number,
): () => Promise<number> {
  let place = start;
  return async () => {
    const [row] = await rowsOf(api, statement, [...place, page]);
    const [made, seen, ...last] = (row ?? [0, 0]) as readonly [number, number, ...(string | number)[]];
    place = seen < page ? start : last;
    return made;
  };
}
