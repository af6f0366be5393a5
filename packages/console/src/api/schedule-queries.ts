/** What the pages of schedules read. Keys start with the noun, so that events can find them. */
import type {
  FiringDiff,
  FiringPreviews,
  LedgerRow,
  PageOf,
  PreviewResult,
  Schedule,
  ScheduleDays,
  Upcoming,
  UpcomingFiring,
} from '@carillon/protocol';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { addDays } from '../time/calendar-dates.ts';
import { startOfDay } from '../time/wall-clock.ts';
import { apiPath, get, post, type Query } from './client.ts';
import { CHANGE_POLL_MS, type Place } from './queries.ts';

const PAGE_SIZE = 50;

export interface ScheduleFilter {
  readonly workflow?: string | undefined;
  readonly text?: string | undefined;
  readonly state?: string | undefined;
  readonly kind?: string | undefined;
  readonly calendar?: string | undefined;
  readonly timezone?: string | undefined;
}

export const schedulesQuery = (place: Place, filter: ScheduleFilter) =>
  infiniteQueryOptions({
    queryKey: ['schedules', place, filter],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<Schedule>>('/schedules', { ...place, ...filter, cursor: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: CHANGE_POLL_MS,
  });

const ofSchedule = (id: string) => `/schedules/${id}`;

export const scheduleQuery = (id: string) =>
  queryOptions({
    queryKey: ['schedule', id],
    queryFn: ({ signal }) => get<Schedule>(ofSchedule(id), {}, signal),
    refetchInterval: CHANGE_POLL_MS,
  });

/** Asked again when the next firing is another one. */
export const nextFiringsQuery = ({ id, nextFireAt }: Schedule, count: number) =>
  queryOptions({
    queryKey: ['next-firings', id, nextFireAt, count],
    queryFn: ({ signal }) => get<FiringPreviews>(`${ofSchedule(id)}/next`, { count }, signal),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const scheduleDaysQuery = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['schedule', id, 'days', from, to],
    queryFn: ({ signal }) => get<ScheduleDays>(`${ofSchedule(id)}/days`, { from, to }, signal),
  });

export interface LedgerFilter {
  readonly outcome?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const ledgerQuery = (id: string, filter: LedgerFilter) =>
  infiniteQueryOptions({
    queryKey: ['schedule', id, 'firings', filter],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<LedgerRow>>(`${ofSchedule(id)}/firings`, { ...filter, cursor: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

export interface Draft {
  readonly scheduleId: string;
  readonly project: string;
  /** Seeds the jitter. */
  readonly key: string;
  readonly definition: object;
}

/** What a definition would fire, or what is wrong with it. */
export const previewQuery = ({ definition, project, key }: Draft, count: number) =>
  queryOptions({
    queryKey: ['preview', definition, project, key, count],
    queryFn: () => post<PreviewResult>('/schedules/preview', { definition, project, key, count }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const diffQuery = ({ scheduleId, definition, project }: Draft, days: number) =>
  queryOptions({
    queryKey: ['schedule-diff', scheduleId, definition, project, days],
    queryFn: () => post<FiringDiff>('/schedules/diff', { scheduleId, after: definition, project, days }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export interface UpcomingFilter {
  readonly environment: string;
  readonly project?: string | undefined;
  readonly text?: string | undefined;
  readonly tag?: string | undefined;
  readonly owner?: string | undefined;
  readonly queue?: string | undefined;
}

const asked = (filter: UpcomingFilter): Query => ({ ...filter });

export const upcomingQuery = (filter: UpcomingFilter, from: string, days: number) =>
  queryOptions({
    queryKey: ['upcoming', filter, from, days],
    queryFn: ({ signal }) => get<Upcoming>('/schedules/upcoming', { ...asked(filter), from, days }, signal),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });

export const upcomingFiringsQuery = (filter: UpcomingFilter, from: string, to: string) =>
  infiniteQueryOptions({
    queryKey: ['upcoming', 'firings', filter, from, to],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<UpcomingFiring>>(
        '/schedules/upcoming/firings',
        { ...asked(filter), from, to, cursor: pageParam, limit: PAGE_SIZE },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

/** Address of a download. */
export const upcomingExport = (filter: UpcomingFilter, from: string, to: string, format: 'ics' | 'csv'): string =>
  apiPath('/schedules/upcoming/firings', { ...asked(filter), from, to, format });

/** All schedules of one workflow: documents hold few. */
export const workflowSchedulesQuery = (place: Place, workflow: string) =>
  queryOptions({
    queryKey: ['schedules', place, 'of', workflow],
    queryFn: ({ signal }) => get<PageOf<Schedule>>('/schedules', { ...place, workflow, limit: 100 }, signal),
  });

const MOST_A_DAY = 200;

/** Those whose logical time lies on a local date, also one that is over. */
export const firingsOfDayQuery = ({ id, timezone }: Schedule, date: string) =>
  queryOptions({
    queryKey: ['next-firings', id, 'of', date],
    queryFn: async ({ signal }) => {
      const [from, to] = [startOfDay(date, timezone), startOfDay(addDays(date, 1), timezone)];
      const query = { from: new Date(from - 1).toISOString(), count: MOST_A_DAY };
      const { items } = await get<FiringPreviews>(`${ofSchedule(id)}/next`, query, signal);
      return items.filter(({ logicalTime }) => Date.parse(logicalTime) >= from && Date.parse(logicalTime) < to);
    },
  });
