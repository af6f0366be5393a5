import type { PageOf } from '@carillon/protocol';
import type { ExportedRow } from './export-rows.ts';

interface Bounds {
  readonly rows: number;
  /** Of a filter that lets little through, a page may hold less than it looked at. */
  readonly pages: number;
}

/** What a page can hold and put into a file in one go. */
export const EXPORT_BOUNDS: Bounds = { rows: 10_000, pages: 500 };

/** As many rows as one request gives. */
export const EXPORT_PAGE_SIZE = 200;

type ReadPage<T> = (cursor: string | undefined) => Promise<PageOf<T>>;

export interface ReadRows {
  readonly rows: readonly ExportedRow[];
  /** A bound came before the end. */
  readonly isCut: boolean;
}

/** Page after page, however little of it the list shows. */
export async function readAllRows<T>(
  read: ReadPage<T>,
  rowOf: (item: T) => ExportedRow,
  bounds: Bounds = EXPORT_BOUNDS,
): Promise<ReadRows> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < bounds.pages; pages++) {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined || items.length >= bounds.rows) break;
  }
  return {
    rows: items.slice(0, bounds.rows).map(rowOf),
    isCut: cursor !== undefined || items.length > bounds.rows,
  };
}
