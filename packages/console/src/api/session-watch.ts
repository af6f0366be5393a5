/** Notices a session that has ended, or that another tab has replaced: pages do not stay as they were without a word. */
import type { QueryClient } from '@tanstack/react-query';
import { isSignedOut, onSessionDoubt } from './client.ts';
import { sessionQuery } from './queries.ts';

export function watchSession(client: QueryClient): void {
  const { queryKey } = sessionQuery;
  onSessionDoubt(async () => {
    const before = client.getQueryState(queryKey);
    // Being asked already, perhaps by this very request; or known to have ended.
    if (before?.fetchStatus === 'fetching' || isSignedOut(before?.error)) return false;
    await client.invalidateQueries({ queryKey });
    const now = client.getQueryState(queryKey);
    return now?.error === null && now.data?.user === before?.data?.user;
  });
}
