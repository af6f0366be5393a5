/** What waits for a person, and what was answered. */
import type { Approval, PageOf } from '@carillon/protocol';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from './client.ts';
import type { Place } from './queries.ts';

const PAGE_SIZE = 50;

export const approvalsQuery = (place: Place, state: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['approvals', place, state],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<Approval>>('/approvals', { ...place, state, cursor: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });

export const approvalQuery = (id: string) =>
  queryOptions({
    queryKey: ['approvals', 'one', id],
    queryFn: ({ signal }) => get<Approval>(`/approvals/${id}`, {}, signal),
  });

/** Of one run, newest first. */
export const runApprovalsQuery = (environment: string, run: string) =>
  queryOptions({
    queryKey: ['approvals', run],
    queryFn: ({ signal }) => get<PageOf<Approval>>('/approvals', { environment, run, limit: 200 }, signal),
  });
