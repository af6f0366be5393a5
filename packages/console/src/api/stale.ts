/** What a page shows though the server no longer tells it: old data stay, and whoever reads them must know. */
import { notifyManager, type Query, type QueryClient, type QueryState, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';

const AGAIN_MS = 5_000;

/** Shown, and the last try to read it anew failed or waits for a network. */
const isStale = (query: Query): boolean => {
  const { data, status, fetchStatus } = query.state;
  return query.isActive() && data !== undefined && (status === 'error' || fetchStatus === 'paused');
};

/** Of what is shown and cannot be read anew, that which was read longest ago. */
export function oldestStale(client: QueryClient): QueryState | undefined {
  const states = client
    .getQueryCache()
    .findAll({ predicate: isStale })
    .map(({ state }) => state);
  return states.sort((a, b) => a.dataUpdatedAt - b.dataUpdatedAt).at(0);
}

/** Those that are not asked for at intervals as well. */
export const askStaleAgain = (client: QueryClient): Promise<void> =>
  client.refetchQueries({ predicate: isStale }, { cancelRefetch: false });

/** Asks again, for as long as something is stale. */
export function useStale(): QueryState | undefined {
  const client = useQueryClient();
  const watch = useCallback(
    // Queries are made while others are drawn, when nothing may be drawn anew.
    (onChange: () => void) => client.getQueryCache().subscribe(notifyManager.batchCalls(onChange)),
    [client],
  );
  const stale = useSyncExternalStore(watch, () => oldestStale(client));
  const isAny = stale !== undefined;
  useEffect(() => {
    if (!isAny) return;
    const timer = setInterval(() => void askStaleAgain(client), AGAIN_MS);
    return () => clearInterval(timer);
  }, [client, isAny]);
  return stale;
}
