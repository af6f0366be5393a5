/** One statement on a pool or a client of it, rows as arrays in the order of the select list. */
import type pg from 'pg';
import type { Statement } from '../database.ts';

export type Row = readonly unknown[];

export async function rowsOf(
  on: pg.Pool | pg.ClientBase,
  statement: Statement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const { rows } = await on.query<unknown[]>({
    name: statement.name,
    text: statement.text,
    values: [...values],
    rowMode: 'array',
  });
  return rows;
}
