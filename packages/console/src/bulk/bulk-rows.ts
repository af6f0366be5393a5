import type { BulkItem, BulkPlan } from '@carillon/protocol';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { RowsInSight } from '../parts/rows-in-sight.ts';
import { bulkItemsKey, bulkItemsQuery, isOpenBulk, ROWS } from './bulk-queries.ts';

export interface BulkRow {
  readonly no: number;
  /** Undefined: it is asked for. */
  readonly item: BulkItem | undefined;
}

/** As many rows as the plan has runs; of those in sight the server is asked, again and again while they have their turn. */
export function useBulkRows(
  plan: BulkPlan,
  count: number,
  { from, to }: Pick<RowsInSight, 'from' | 'to'>,
): { readonly rows: readonly BulkRow[]; readonly error: unknown } {
  const isOpen = isOpenBulk(plan);
  const first = pageOf(from);
  const pages = Array.from({ length: pageOf(Math.max(from, to - 1)) - first + 1 }, (_, n) => first + n);
  const found = useQueries({ queries: pages.map((page) => bulkItemsQuery(plan.id, page, isOpen)) });
  useOnceMoreAtEnd(plan.id, isOpen);
  const itemAt = (no: number): BulkItem | undefined => found[pageOf(no) - first]?.data?.items[no % ROWS];
  return {
    rows: Array.from({ length: count }, (_, no) => ({ no, item: itemAt(no) })),
    error: found.find(({ data, error }) => data === undefined && error !== null)?.error,
  };
}

const pageOf = (no: number): number => Math.floor(no / ROWS);

/** When nothing is left to happen, what was read before it is old. */
function useOnceMoreAtEnd(id: string, isOpen: boolean): void {
  const client = useQueryClient();
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen) void client.invalidateQueries({ queryKey: bulkItemsKey(id) });
    wasOpen.current = isOpen;
  }, [client, id, isOpen]);
}
