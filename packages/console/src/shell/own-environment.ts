/**
 * Every address names its environment: another tab, the way back and who gets the link see the same, whatever was chosen
 * last. Of a page about one thing, such as a run, it is that of the thing, as links by which people come are of the
 * thing alone.
 */
import { useMatches, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
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

/** Of the page that is shown, if it is about one thing. */
const useList = () => useMatches({ select: (matches) => matches.at(-1)?.staticData.list });

/** For pages about one thing. */
export const useOwnEnvironment = (environment: string): void => useInAddress(environment);

/** For all other pages. */
export function useEnvironmentInAddress(): void {
  const { environment } = usePlace();
  useInAddress(useList() === undefined ? environment : undefined);
}

/** @param environment undefined: not known here */
function useInAddress(environment: string | undefined): void {
  const navigate = useNavigate();
  const { env } = useSearch({ strict: false });
  useEffect(() => {
    if (environment === undefined || environment === env) return;
    void navigate({
      to: '.',
      search: (search: object) => ({ ...search, env: environment }),
      hash: true,
      replace: true,
      resetScroll: false,
    });
  }, [navigate, env, environment]);
}

/** @returns what shows another environment: this page in it, or the list of such things where this one is in its own */
export function useChooseEnvironment(project: string): (environment: string) => void {
  const navigate = useNavigate();
  const list = useList();
  return (env) => {
    rememberEnvironment(env);
    void (list === undefined
      ? navigate({ to: '.', search: (search: object) => ({ ...search, env }) })
      : navigate({ to: list, params: { project }, search: { env } }));
  };
}
