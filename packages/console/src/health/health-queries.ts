/** How the platform stands. Servers tell of themselves each five seconds; more often there is nothing new. */
import type { Healing, PageOf, PlatformHealth } from '@carillon/protocol';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';

export const HEALTH_POLL_MS = 5_000;

export const platformHealthQuery = queryOptions({
  queryKey: ['platform-health'],
  queryFn: ({ signal }) => get<PlatformHealth>('/health', {}, signal),
  refetchInterval: HEALTH_POLL_MS,
});

export const healingsQuery = infiniteQueryOptions({
  queryKey: ['healings'],
  queryFn: ({ signal, pageParam }) =>
    get<PageOf<Healing>>('/health/healings', { cursor: pageParam, limit: 20 }, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: HEALTH_POLL_MS,
});
