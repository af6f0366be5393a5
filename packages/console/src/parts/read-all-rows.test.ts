import { describe, expect, it } from 'vitest';
import { readAllRows } from './read-all-rows.ts';

const pages = (...sizes: number[]) => {
  let row = 0;
  const items = sizes.map((size) => Array.from({ length: size }, () => row++));
  return async (cursor = '0') => {
    const next = Number(cursor) + 1;
    return { items: items[Number(cursor)] ?? [], ...(next < sizes.length && { nextCursor: String(next) }) };
  };
};

const rowOf = (row: number) => ({ row });
const rowsTo = (end: number) => Array.from({ length: end }, (_, row) => ({ row }));

describe('the rows of a file', () => {
  it('are all that the filter lets through, over pages that hold few or none', async () => {
    expect(await readAllRows(pages(2, 0, 3), rowOf)).toEqual({ rows: rowsTo(5), isCut: false });
  });

  it('are cut at a bound, and known to be', async () => {
    const read = (bounds: { rows: number; pages: number }, ...sizes: number[]) =>
      readAllRows(pages(...sizes), rowOf, bounds);
    expect(await read({ rows: 3, pages: 9 }, 2, 2, 2)).toEqual({ rows: rowsTo(3), isCut: true });
    expect(await read({ rows: 4, pages: 9 }, 2, 2)).toEqual({ rows: rowsTo(4), isCut: false });
    expect(await read({ rows: 4, pages: 2 }, 0, 0, 1)).toEqual({ rows: [], isCut: true });
  });
});
