/** Commands for many runs as the server tells of them. */
import type { BulkPlan, PageOf } from '@carillon/protocol';
import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { Place } from '../api/queries.ts';

const OPEN_POLL_MS = 1_000;
const IDLE_POLL_MS = 15_000;
const NEWEST = 5;

export const isOpenBulk = ({ state }: Pick<BulkPlan, 'state'>): boolean => state === 'running' || state === 'paused';

export const bulkQuery = (id: string) =>
  queryOptions({
    queryKey: ['bulk', id],
    queryFn: ({ signal }) => get<BulkPlan>(`/plans/${id}`, {}, signal),
    refetchInterval: ({ state: { data } }) => (data && isOpenBulk(data) ? OPEN_POLL_MS : false),
  });

/** Those that are still under way, among the newest. */
export const openBulksQuery = ({ environment }: Place) =>
  queryOptions({
    queryKey: ['bulks', environment],
    queryFn: ({ signal }) => get<PageOf<BulkPlan>>('/plans', { environment, limit: NEWEST }, signal),
    select: ({ items }) => items.filter(isOpenBulk),
    refetchInterval: ({ state: { data } }) => (data?.items.some(isOpenBulk) ? OPEN_POLL_MS : IDLE_POLL_MS),
  });
