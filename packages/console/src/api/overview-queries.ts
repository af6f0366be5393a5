/** How the project stands: what the first page asks. */
import type { AuditRecord, Overview, PageOf, UpcomingFiring, WaitGroup } from '@carillon/protocol';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';
import { AUDITED_CHANGES } from '../overview/changes.ts';
import type { Place } from './queries.ts';

const POLL_MS = 10_000;
const SLOW_POLL_MS = 60_000;
/** As many rows of the audit as one request gives. */
const MOST_CHANGES = 200;
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

/** The newest of them: those before are in the audit. Of all projects, as what belongs to none is everybody's. */
export const changesQuery = (from: string) =>
  queryOptions({
    queryKey: ['audit', 'changes', from],
    queryFn: ({ signal }) =>
      get<PageOf<AuditRecord>>(
        '/audit',
        { from, action: AUDITED_CHANGES, outcome: 'done', limit: MOST_CHANGES },
        signal,
      ),
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
