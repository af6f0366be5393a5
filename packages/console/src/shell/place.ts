/** Where the reader is: project from the path, environment from `?env=`, else as it was chosen last, else the server's first. */
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

export const rememberEnvironment = (environment: string): void => localStorage.setItem(ENVIRONMENT_KEY, environment);

/** Where a thing is, whatever the address says. */
export const placeOf = ({ project, environment }: Place): Place => ({ project, environment });

export function usePlace(): Place {
  const { project = DEFAULT_PROJECT } = useParams({ strict: false });
  const { env } = useSearch({ strict: false });
  const { data } = useSuspenseQuery(sessionQuery);
  const chosen = data.environments.find((known) => known === localStorage.getItem(ENVIRONMENT_KEY));
  const environment = env ?? chosen ?? data.environments[0] ?? DEFAULT_ENVIRONMENT;
  return useMemo(() => ({ project, environment }), [project, environment]);
}
