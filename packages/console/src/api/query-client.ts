import { QueryClient } from '@tanstack/react-query';
import { ApiError, UNREACHABLE } from './client.ts';

const MAX_RETRIES = 2;

/** What all pages have read. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      // An answer is an answer; only silence is worth asking again.
      retry: (count, error) => error instanceof ApiError && error.status === UNREACHABLE && count < MAX_RETRIES,
    },
  },
});
