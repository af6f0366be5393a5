/**
 * Pages about one thing, such as a run: their environment is that of the thing, and their address is made to say so,
 * as links by which people come are of the thing alone.
 */
import { useSuspenseQuery } from '@tanstack/react-query';
import { useMatches, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { sessionQuery } from '../api/queries.ts';
import { rememberEnvironment, usePlace } from './place.ts';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Of a page about one thing: where those of another environment are. */
    readonly list?:
      | '/p/$project/r'
      | '/p/$project/bulk'
      | '/p/$project/schedule'
      | '/p/$project/alerts'
      | '/p/$project/approvals';
  }
}

export function useOwnEnvironment(environment: string): void {
  const shown = usePlace().environment;
  useInAddress(environment, shown === environment ? undefined : shown);
}

/** @param instead what is shown as the address does not say it; undefined: it does */
function useInAddress(environment: string, instead: string | undefined): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (instead === undefined) return;
    void navigate({
      to: '.',
      search: (search: object) => ({ ...search, env: environment }),
      hash: true,
      replace: true,
      resetScroll: false,
    });
  }, [navigate, instead, environment]);
}

/** The address names the environment, so that who gets it sees the same, whatever they chose last themselves. */
export function useEnvironmentInAddress(): void {
  const { env } = useSearch({ strict: false });
  const { environments } = useSuspenseQuery(sessionQuery).data;
  const { environment } = usePlace();
  useInAddress(environment, env === undefined && environment !== environments[0] ? environments[0] : undefined);
}

/** @returns what shows another environment: this page in it, or the list of such things where this one is in its own */
export function useChooseEnvironment(project: string): (environment: string) => void {
  const navigate = useNavigate();
  const list = useMatches({ select: (matches) => matches.at(-1)?.staticData.list });
  return (env) => {
    rememberEnvironment(env);
    void (list === undefined
      ? navigate({ to: '.', search: (search: object) => ({ ...search, env }) })
      : navigate({ to: list, params: { project }, search: { env } }));
  };
}
