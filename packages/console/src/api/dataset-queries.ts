/** What the page of datasets reads. */
import type { Dataset, DatasetUpdate, PageOf } from '@carillon/protocol';
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { get } from './client.ts';
import { CHANGE_POLL_MS, type Place } from './queries.ts';

const PAGE_SIZE = 100;
const UPDATES_PAGE_SIZE = 20;

export const datasetsQuery = (place: Place, text: string) =>
  infiniteQueryOptions({
    queryKey: ['datasets', place, text],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<Dataset>>('/datasets', { ...place, text, cursor: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: CHANGE_POLL_MS,
  });

export const datasetUpdatesQuery = ({ project, environment }: Place, name: string) =>
  infiniteQueryOptions({
    queryKey: ['datasets', project, name, 'updates', environment],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<DatasetUpdate>>(
        `/datasets/${name}/updates`,
        { project, environment, cursor: pageParam, limit: UPDATES_PAGE_SIZE },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: CHANGE_POLL_MS,
  });
