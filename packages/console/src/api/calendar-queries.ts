/** What the pages of calendars read. A calendar is found as a schedule of the project would find it. */
import type { Calendar, CalendarDays, CalendarVersion, PageOf } from '@carillon/protocol';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';
import type { Place } from './queries.ts';

const PAGE_SIZE = 100;

export const calendarsQuery = (place: Place, text?: string) =>
  infiniteQueryOptions({
    queryKey: ['calendars', place, text],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<Calendar>>('/calendars', { ...place, text, cursor: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

/** For lists to choose from. */
export const calendarNamesQuery = (place: Place) =>
  queryOptions({
    queryKey: ['calendar-names', place],
    queryFn: async ({ signal }) => {
      const { items } = await get<PageOf<Calendar>>('/calendars', { ...place, limit: PAGE_SIZE }, signal);
      return [...new Set(items.map(({ name }) => name))];
    },
    staleTime: 60_000,
  });

const ofCalendar = ({ project }: Place, name: string) => `/calendars/${project}/${name}`;

export const calendarQuery = (place: Place, name: string) =>
  queryOptions({
    queryKey: ['calendar', place, name],
    queryFn: ({ signal }) => get<Calendar>(ofCalendar(place, name), { environment: place.environment }, signal),
  });

export const calendarDaysQuery = (place: Place, name: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['calendar', place, name, 'days', from, to],
    queryFn: ({ signal }) =>
      get<CalendarDays>(`${ofCalendar(place, name)}/days`, { environment: place.environment, from, to }, signal),
  });

export const calendarVersionsQuery = (place: Place, name: string) =>
  infiniteQueryOptions({
    queryKey: ['calendar', place, name, 'versions'],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<CalendarVersion>>(
        `${ofCalendar(place, name)}/versions`,
        { environment: place.environment, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
