/** What the pages of backfills read. */
import type { Backfill, BackfillDate, PageOf, PlanItem, WorkflowDates } from '@carillon/protocol';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';
import type { Place } from './queries.ts';

const PAGE_SIZE = 50;
/** A page of the strip: a year of dates and more. */
const DATES_SIZE = 400;
/** Starts of dates are decided by a loop of the server; runs that end are told by events beside it. */
const OPEN_POLL_MS = 2_000;

export const isOpenBackfill = (state: string): boolean => ['planned', 'running', 'paused'].includes(state);

export interface BackfillFilter {
  readonly workflow?: string | undefined;
  readonly state?: string | undefined;
}

export const backfillsQuery = (place: Place, filter: BackfillFilter) =>
  infiniteQueryOptions({
    queryKey: ['backfills', place, filter],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<Backfill>>('/backfills', { ...place, ...filter, cursor: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

export const backfillQuery = (id: string) =>
  queryOptions({
    queryKey: ['backfill', id],
    queryFn: ({ signal }) => get<Backfill>(`/backfills/${id}`, {}, signal),
    refetchInterval: ({ state: { data } }) => (data && isOpenBackfill(data.state) ? OPEN_POLL_MS : false),
  });

export const backfillDatesQuery = (id: string, open: boolean) =>
  infiniteQueryOptions({
    queryKey: ['backfill', id, 'dates', open], // Read once more when nothing is left to happen.
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<BackfillDate>>(`/backfills/${id}/dates`, { cursor: pageParam, limit: DATES_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: open ? OPEN_POLL_MS : false,
    placeholderData: keepPreviousData,
  });

/** A plan never changes: what was previewed is what is carried out. */
export const planItemsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['plan-items', id],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<PlanItem>>(`/plans/${id}/items`, { cursor: pageParam, limit: DATES_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What became of each logical date of a workflow. */
export const workflowDatesQuery = ({ project, environment }: Place, workflow: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['workflow', 'dates', project, environment, workflow, from, to],
    queryFn: ({ signal }) =>
      get<WorkflowDates>(`/workflows/${project}/${workflow}/dates`, { environment, from, to }, signal),
  });
