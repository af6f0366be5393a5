/** What the pages of the administration read. Nothing here gives the value of a secret or of a token: no interface does. */
import type { EffectiveValue, PageOf, Secret, SecretUse, Token, Variable } from '@carillon/protocol';
import { queryOptions } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import { CHANGE_POLL_MS, type Place } from '../api/queries.ts';
import type { Level } from './level.tsx';

export const secretsQuery = queryOptions({
  queryKey: ['secrets'],
  queryFn: ({ signal }) => get<PageOf<Secret>>('/secrets', {}, signal),
  refetchInterval: CHANGE_POLL_MS,
});

export const secretUsageQuery = (name: string, { project, environment }: Level) =>
  queryOptions({
    queryKey: ['secrets', name, 'usage', project, environment],
    queryFn: ({ signal }) => get<PageOf<SecretUse>>(`/secrets/${name}/usage`, { project, environment }, signal),
  });

export const VARIABLES_KEY = ['variables'];

export const variablesQuery = queryOptions({
  queryKey: VARIABLES_KEY,
  queryFn: ({ signal }) => get<PageOf<Variable>>('/variables', {}, signal),
  refetchInterval: CHANGE_POLL_MS,
});

/** Of each name the level that a run of the place is given. */
export const effectiveVariablesQuery = ({ project, environment }: Place) =>
  queryOptions({
    queryKey: [...VARIABLES_KEY, 'effective', project, environment],
    queryFn: ({ signal }) => get<PageOf<EffectiveValue>>('/variables/effective', { project, environment }, signal),
  });

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => get<PageOf<Token>>('/tokens', {}, signal),
  refetchInterval: CHANGE_POLL_MS,
});
