/** How the project stands: what the first page asks. */
import type { AuditRecord, Overview, PageOf, UpcomingFiring, WaitGroup } from '@carillon/protocol';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';
import type { Place } from './queries.ts';

const POLL_MS = 10_000;
const SLOW_POLL_MS = 60_000;
/** Rows of the audit that are looked through for changes. */
const LOOKED_THROUGH = 200;
const DAY_MS = 86_400_000;

export const overviewQuery = (place: Place) =>
  queryOptions({
    queryKey: ['overview', place],
    queryFn: ({ signal }) => get<Overview>('/overview', { ...place }, signal),
    refetchInterval: POLL_MS,
  });

export const waitingQuery = (place: Place, minutes: number) =>
  queryOptions({
    queryKey: ['overview', place, 'waiting', minutes],
    queryFn: ({ signal }) => get<PageOf<WaitGroup>>('/overview/waiting', { ...place, minutes }, signal),
    refetchInterval: POLL_MS,
  });

/** The newest rows: those before them are in the audit. */
export const recentAuditQuery = ({ project, environment }: Place) =>
  queryOptions({
    queryKey: ['audit', 'newest', project, environment],
    queryFn: ({ signal }) => get<PageOf<AuditRecord>>('/audit', { limit: LOOKED_THROUGH }, signal),
    refetchInterval: SLOW_POLL_MS,
  });

export const nextFiringQuery = ({ project, environment }: Place) =>
  queryOptions({
    queryKey: ['overview', 'next-firing', project, environment],
    queryFn: async ({ signal }) => {
      const now = Date.now();
      const [from, to] = [now, now + DAY_MS].map((at) => new Date(at).toISOString());
      const query = { project, environment, from, to, limit: 1 };
      const { items } = await get<PageOf<UpcomingFiring>>('/schedules/upcoming/firings', query, signal);
      return items.at(0) ?? null;
    },
    refetchInterval: SLOW_POLL_MS,
  });
