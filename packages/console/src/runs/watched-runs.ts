import type { PageOf, Run } from '@carillon/protocol';
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { newestRunsQuery, type Place, runsQuery, shownRunsQuery } from '../api/queries.ts';
import { doubtfulRuns, watchRuns } from './new-runs.ts';
import type { RunFilterSearch } from './run-filter.ts';

const UNKNOWN: PageOf<Run> = { items: [], nextCursor: 'unknown' };
type Pages = InfiniteData<PageOf<Run>>;

/** The loaded rows of the list, each as it is now, and how many more there would be if it were loaded again. */
export function useWatchedRuns(place: Place, filter: RunFilterSearch) {
  const client = useQueryClient();
  const options = runsQuery(place, filter);
  const query = useInfiniteQuery(options);
  const { data, hasNextPage } = query;
  const newest = useQuery({
    ...newestRunsQuery(place, filter),
    // What was loaded first is the newest page until something happens.
    enabled: query.isSuccess,
    initialData: () => data?.pages[0],
    initialDataUpdatedAt: query.dataUpdatedAt,
  });
  const list = useMemo(
    () => ({
      loaded: data?.pages.flatMap(({ items }) => items) ?? [],
      hasMore: hasNextPage,
      newest: newest.data ?? UNKNOWN,
    }),
    [data, hasNextPage, newest.data],
  );
  const doubtful = useMemo(() => doubtfulRuns(list), [list]);
  const { data: shown } = useQuery(shownRunsQuery(place, doubtful));
  const watched = useMemo(() => watchRuns(list, shown), [list, shown]);
  // What was told of a row stays known when nothing tells of it any more.
  useEffect(() => {
    client.setQueryData(options.queryKey, (pages: Pages | undefined) => pages && withRuns(pages, watched.rows));
  }, [client, options.queryKey, watched.rows]);
  const reload = () => void client.resetQueries({ queryKey: options.queryKey });
  return { query, ...watched, reload };
}

function withRuns({ pages, ...data }: Pages, runs: readonly Run[]): Pages {
  const newer = new Map(runs.map((run) => [run.id, run]));
  return {
    ...data,
    pages: pages.map((page) => ({ ...page, items: page.items.map((run) => newer.get(run.id) ?? run) })),
  };
}
