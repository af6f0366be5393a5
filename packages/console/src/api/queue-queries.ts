/** Queues, and what waits in them. */
import type { PageOf, Queue } from '@carillon/protocol';
import { queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';

const POLL_MS = 5_000;

export const queuesQuery = queryOptions({
  queryKey: ['queues'],
  queryFn: ({ signal }) => get<PageOf<Queue>>('/queues', {}, signal),
  refetchInterval: POLL_MS,
});

/** With its document, where it is the tenant's own. Read anew by each who asks: what is applied is all of it. */
export const queueQuery = (name: string) =>
  queryOptions({
    queryKey: ['queue', name],
    queryFn: ({ signal }) => get<Queue>(`/queues/${name}`, {}, signal),
    gcTime: 0,
  });
