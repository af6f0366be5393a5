/**
 * Where the reader is: project from the path, environment from `?env=`. A page that was opened without one takes what was
 * chosen last, else the server's first, and its address is made to say so.
 */
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Place, sessionQuery } from '../api/queries.ts';

const KEY = 'carillon.project';
const ENVIRONMENT_KEY = 'carillon.environment';
const DEFAULT_PROJECT = 'default';
const DEFAULT_ENVIRONMENT = 'dev';

export const lastProject = (): string => localStorage.getItem(KEY) ?? DEFAULT_PROJECT;
export const rememberProject = (project: string): void => localStorage.setItem(KEY, project);

/** As it was when this page was loaded: what another tab chooses meanwhile does not move this one. */
const lastEnvironment = globalThis.localStorage?.getItem(ENVIRONMENT_KEY);
export const rememberEnvironment = (environment: string): void => localStorage.setItem(ENVIRONMENT_KEY, environment);

/** Where a thing is, whatever the address says. */
export const placeOf = ({ project, environment }: Place): Place => ({ project, environment });

export function usePlace(): Place {
  const { project = DEFAULT_PROJECT } = useParams({ strict: false });
  const { env } = useSearch({ strict: false });
  const { data } = useSuspenseQuery(sessionQuery);
  const chosen = data.environments.find((known) => known === lastEnvironment);
  const environment = env ?? chosen ?? data.environments[0] ?? DEFAULT_ENVIRONMENT;
  return useMemo(() => ({ project, environment }), [project, environment]);
}
