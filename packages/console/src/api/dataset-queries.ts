/** What the page of datasets reads. */
import type { Dataset, DatasetUpdate, DatasetUse, DatasetWait, Lineage, PageOf } from '@carillon/protocol';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
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

export const datasetQuery = (place: Place, name: string) =>
  queryOptions({
    queryKey: ['datasets', 'one', place, name],
    queryFn: ({ signal }) => get<Dataset>(`/datasets/${name}`, { ...place }, signal),
    refetchInterval: CHANGE_POLL_MS,
  });

/** Tasks that bring it up to date, or wait for it. */
export const datasetUsesQuery = (place: Place, name: string) =>
  queryOptions({
    queryKey: ['datasets', 'uses', place, name],
    queryFn: ({ signal }) => get<PageOf<DatasetUse>>(`/datasets/${name}/lineage`, { ...place }, signal),
  });

/** @param partition task runs that an update of it lets go on, '' is the whole; all that wait when absent */
export const datasetWaitsQuery = (place: Place, name: string, partition?: string) =>
  queryOptions({
    queryKey: ['datasets', 'waits', place, name, partition],
    queryFn: ({ signal }) => {
      // An empty one says something, so it stands in the address.
      const { project, environment } = place;
      const query = new URLSearchParams({ project, environment, ...(partition !== undefined && { partition }) });
      return get<PageOf<DatasetWait>>(`/datasets/${name}/waits?${query}`, {}, signal);
    },
    refetchInterval: CHANGE_POLL_MS,
  });

/** @param of `dataset:name` or `workflow:name`; all of the project when absent */
export const lineageQuery = (place: Place, of: string | undefined, depth: number) =>
  queryOptions({
    queryKey: ['datasets', 'lineage', place, of, depth],
    queryFn: ({ signal }) => get<Lineage>('/lineage', { ...place, ...(of !== undefined && { of, depth }) }, signal),
    refetchInterval: CHANGE_POLL_MS,
  });
