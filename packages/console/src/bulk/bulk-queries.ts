/** Commands for many runs as the server tells of them. */
import type { BulkItem, BulkPlan, PageOf } from '@carillon/protocol';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { Place } from '../api/queries.ts';

const OPEN_POLL_MS = 1_000;
const IDLE_POLL_MS = 15_000;
/** Of the rows, of which there can be many pages. */
const ROWS_POLL_MS = 2_000;
const NEWEST = 5;
const PAGE_SIZE = 50;
const ROWS = 200;

export const isOpenBulk = ({ state }: Pick<BulkPlan, 'state'>): boolean => state === 'running' || state === 'paused';

export const bulkQuery = (id: string) =>
  queryOptions({
    queryKey: ['bulk', id],
    queryFn: ({ signal }) => get<BulkPlan>(`/plans/${id}`, {}, signal),
    refetchInterval: ({ state: { data } }) => (data && isOpenBulk(data) ? OPEN_POLL_MS : false),
  });

/** All of its runs, in the order of their turn. A list of several pages is read at leisure: each time it is all of them. */
export const bulkItemsQuery = (id: string, open: boolean) =>
  infiniteQueryOptions({
    queryKey: ['bulk', id, 'items'],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<BulkItem>>(`/plans/${id}/items`, { cursor: pageParam, limit: ROWS }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state: { data } }) => open && (data && data.pages.length > 1 ? IDLE_POLL_MS : ROWS_POLL_MS),
  });

/** Those that were applied, newest first: of all projects, as a command may be for runs of several. */
export const bulksQuery = ({ environment }: Place) =>
  infiniteQueryOptions({
    queryKey: ['bulks', environment, 'all'],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<BulkPlan>>('/plans', { environment, cursor: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state: { data } }) => {
      const [first, ...more] = data?.pages ?? [];
      return more.length === 0 && first?.items.some(isOpenBulk) ? ROWS_POLL_MS : IDLE_POLL_MS;
    },
  });

/** Those that are still under way, among the newest. */
export const openBulksQuery = ({ environment }: Place) =>
  queryOptions({
    queryKey: ['bulks', environment],
    queryFn: ({ signal }) => get<PageOf<BulkPlan>>('/plans', { environment, limit: NEWEST }, signal),
    select: ({ items }) => items.filter(isOpenBulk),
    refetchInterval: ({ state: { data } }) => (data?.items.some(isOpenBulk) ? OPEN_POLL_MS : IDLE_POLL_MS),
  });
