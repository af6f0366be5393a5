/** What the pages of the audit read. */
import type { AuditCheckpoint, AuditRecord, PageOf } from '@carillon/protocol';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { apiPath, get } from '../api/client.ts';
import { CHANGE_POLL_MS } from '../api/queries.ts';
import { askedAudit, type AuditFilterSearch } from './audit-filter.ts';

/** The most that one answer holds. */
const CHAIN_PAGE = 200;

export const auditQuery = (filter: AuditFilterSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      get<PageOf<AuditRecord>>('/audit', { ...askedAudit(filter), cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY, // Rows never change, and none comes under the pointer: the newest is watched beside it.
  });

/** Whether there is a newer row than those that are shown. */
export const newestAuditQuery = (filter: AuditFilterSearch) =>
  queryOptions({
    queryKey: ['audit', 'newest', filter],
    queryFn: async ({ signal }) => {
      const { items } = await get<PageOf<AuditRecord>>('/audit', { ...askedAudit(filter), limit: 1 }, signal);
      return items.at(0)?.seq ?? 0;
    },
    refetchInterval: CHANGE_POLL_MS,
  });

export const auditRecordQuery = (seq: string) =>
  queryOptions({
    queryKey: ['audit', 'row', seq],
    queryFn: ({ signal }) => get<AuditRecord>(`/audit/${encodeURIComponent(seq)}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY, // A row never changes.
  });

/** All rows that fit, as a file that the server makes. */
export const auditExport = (filter: AuditFilterSearch, format: 'csv' | 'json'): string =>
  apiPath('/audit', { ...askedAudit(filter), format });

export const readHead = (signal: AbortSignal) => get<AuditCheckpoint>('/audit/head', {}, signal);

export const readChain = (cursor: string | undefined, signal: AbortSignal) =>
  get<PageOf<AuditRecord>>('/audit', { order: 'oldest', limit: CHAIN_PAGE, cursor }, signal);
