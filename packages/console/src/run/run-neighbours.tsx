import type { Run } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { newestRunsQuery } from '../api/queries.ts';
import { Icon } from '../parts/icon.tsx';
import { onSingleKey } from '../shell/shortcuts.ts';
import './run-neighbours.css';

const route = getRouteApi('/p/$project/r/$runId');

/** How far back neighbours are known. */
const KNOWN = 100;

/** The runs of the workflow before and after this one, by `[` and `]` as well; the view stays as it is. */
export function RunNeighbours({ run }: { run: Run }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { project, environment, workflow } = run;
  const { view, task, tab } = route.useSearch();
  // Attempts and log lines are of one run alone.
  const search = useMemo(
    () => ({ ...(view && { view }), ...(task !== undefined && { task }), ...(tab && { tab }) }),
    [view, task, tab],
  );
  const { data } = useQuery(newestRunsQuery({ project, environment }, { workflow }, KNOWN));
  const at = data?.items.findIndex(({ id }) => id === run.id) ?? -1;
  const older = at < 0 ? undefined : data?.items[at + 1]?.id;
  const newer = at < 0 ? undefined : data?.items[at - 1]?.id;
  useEffect(
    () =>
      onSingleKey((key) => {
        const runId = key === '[' ? older : key === ']' ? newer : undefined;
        if (runId) void navigate({ to: '/p/$project/r/$runId', params: { project, runId }, search });
      }),
    [navigate, project, older, newer, search],
  );
  const link = (runId: string | undefined, name: string, icon: 'left' | 'right') =>
    runId === undefined ? (
      <button type="button" className="plain" disabled aria-label={name} title={name}>
        <Icon name={icon} />
      </button>
    ) : (
      <Link
        to="/p/$project/r/$runId"
        params={{ project, runId }}
        search={search}
        className="plain"
        aria-label={name}
        title={name}
      >
        <Icon name={icon} />
      </Link>
    );
  return (
    <nav className="neighbours" aria-label={t('run.neighbours')}>
      <Link
        to="/p/$project/r/$runId/compare"
        params={{ project, runId: run.id }}
        className="plain compare-link"
        title={t('compare.openTitle')}
        aria-label={t('compare.openTitle')}
      >
        <Icon name="compare" />
        <span>{t('compare.open')}</span>
      </Link>
      {link(older, `${t('run.older')} [`, 'left')}
      {link(newer, `${t('run.newer')} ]`, 'right')}
    </nav>
  );
}
