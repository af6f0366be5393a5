/** Limits as they are used now, and the rules that the tenant and its projects set. */
import type { Limit, LimitRule, PageOf } from '@carillon/protocol';
import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';

const POLL_MS = 5_000;
const RULES_POLL_MS = 10_000;
/** Nouns with which the keys of all of these begin. */
export const LIMITS_KEYS = ['limits', 'limit'] as const;

export const limitsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['limits', environment],
    queryFn: ({ signal }) => get<PageOf<Limit>>('/limits', { environment }, signal),
    refetchInterval: POLL_MS,
  });

export const limitQuery = (id: string) =>
  queryOptions({
    queryKey: ['limit', id],
    queryFn: ({ signal }) => get<Limit>(`/limits/${id}`, {}, signal),
    refetchInterval: POLL_MS,
  });

export const limitRulesQuery = queryOptions({
  queryKey: ['limits', 'rules'],
  queryFn: ({ signal }) => get<PageOf<LimitRule>>('/limit-rules', {}, signal),
  refetchInterval: RULES_POLL_MS,
});
