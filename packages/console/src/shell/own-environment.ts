/**
 * Pages about one thing, such as a run: their environment is that of the thing, and their address is made to say so,
 * as links by which people come are of the thing alone.
 */
import { useMatches, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { usePlace } from './place.ts';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Of a page about one thing: where those of another environment are. */
    readonly list?: '/p/$project/r' | '/p/$project/bulk' | '/p/$project/schedule' | '/p/$project/alerts';
  }
}

export function useOwnEnvironment(environment: string): void {
  const shown = usePlace().environment;
  const navigate = useNavigate();
  useEffect(() => {
    if (shown === environment) return;
    void navigate({
      to: '.',
      search: (search: object) => ({ ...search, env: environment }),
      hash: true,
      replace: true,
      resetScroll: false,
    });
  }, [navigate, shown, environment]);
}

/** @returns what shows another environment: this page in it, or the list of such things where this one is in its own */
export function useChooseEnvironment(project: string): (environment: string) => void {
  const navigate = useNavigate();
  const list = useMatches({ select: (matches) => matches.at(-1)?.staticData.list });
  return (env) =>
    void (list === undefined
      ? navigate({ to: '.', search: (search: object) => ({ ...search, env }) })
      : navigate({ to: list, params: { project }, search: { env } }));
}
