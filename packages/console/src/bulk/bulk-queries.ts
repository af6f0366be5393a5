/** Commands for many runs as the server tells of them. */
import type { BulkItem, BulkPlan, PageOf, Plan, WorkflowPlan } from '@carillon/protocol';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { Place } from '../api/queries.ts';

const OPEN_POLL_MS = 1_000;
const IDLE_POLL_MS = 15_000;
/** Of the rows that are looked at. */
const ROWS_POLL_MS = 2_000;
const NEWEST = 5;
const PAGE_SIZE = 50;
/** Rows of a page of the table. */
export const ROWS = 100;

export const isOpenBulk = ({ state }: Pick<BulkPlan, 'state'>): boolean => state === 'running' || state === 'paused';

/** How far it is, without its items: these are asked for where they are drawn. */
export const bulkQuery = (id: string) =>
  queryOptions({
    queryKey: ['bulk', id],
    queryFn: ({ signal }) => get<BulkPlan>(`/plans/${id}`, { items: 0 }, signal),
    refetchInterval: ({ state: { data } }) => (data && isOpenBulk(data) ? OPEN_POLL_MS : false),
  });

/**
 * Whether somebody may still carry it out. Asked once more after it has run out, for who did at the last moment; what becomes
 * of a command for many runs, {@link bulkQuery} tells.
 */
export const isAwaited = (plan: Plan | BulkPlan | WorkflowPlan, now: number): boolean =>
  plan.planKind !== 'bulk_runs' && plan.appliedAt === undefined && now < Date.parse(plan.expiresAt) + IDLE_POLL_MS;

/** A plan of whatever kind; of one for many runs, as {@link bulkQuery} tells it. */
export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ['plan', id],
    queryFn: async ({ signal, client }): Promise<Plan | BulkPlan | WorkflowPlan> => {
      const plan = await get<Plan | BulkPlan | WorkflowPlan>(`/plans/${id}`, { items: 0 }, signal);
      if (plan.planKind !== 'bulk_runs') return get(`/plans/${id}`, {}, signal);
      client.setQueryData(bulkQuery(id).queryKey, plan);
      return plan;
    },
    staleTime: ({ state: { data } }) => (data && isAwaited(data, Date.now()) ? 0 : Number.POSITIVE_INFINITY),
    refetchInterval: ({ state: { data } }) => data !== undefined && isAwaited(data, Date.now()) && IDLE_POLL_MS,
  });

export const bulkItemsKey = (id: string) => ['bulk', id, 'items'] as const;

/** Some of its runs, in the order of their turn: so many pages lie before them. */
export const bulkItemsQuery = (id: string, page: number, open: boolean) =>
  queryOptions({
    queryKey: [...bulkItemsKey(id), page],
    queryFn: ({ signal }) =>
      get<PageOf<BulkItem>>(`/plans/${id}/items`, { cursor: String(page * ROWS), limit: ROWS }, signal),
    // Read in the preview or while it went on, they are old where they are shown after its end, when nothing asks again.
    staleTime: 0,
    refetchInterval: open && ROWS_POLL_MS,
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
