import type { Run } from '@carillon/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { runIdsQuery } from '../api/queries.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Offer } from '../parts/refusal.ts';
import { onSingleKey } from '../shell/shortcuts.ts';
import { neighboursOf } from './neighbours.ts';
import './run-neighbours.css';

const route = getRouteApi('/p/$project/r/$runId');

/** How far back neighbours are known. */
const KNOWN = 100;

type Side = 'older' | 'newer';

/**
 * The runs of the workflow before and after this one, by `[` and `]` as well; the view stays as it is. They are asked for
 * only by who turns to them: most who open a run do not.
 */
export function RunNeighbours({ run }: { run: Run }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { project, environment, workflow } = run;
  const { view, task, tab, q, state } = route.useSearch();
  // Attempts and log lines are of one run alone.
  const search = useMemo(
    () => ({
      ...(view && { view }),
      ...(task !== undefined && { task }),
      ...(tab && { tab }),
      ...(q !== undefined && { q }),
      ...(state && { state }),
    }),
    [view, task, tab, q, state],
  );
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const query = useMemo(() => runIdsQuery({ project, environment }, workflow, KNOWN), [project, environment, workflow]);
  const { data: ids } = useQuery({ ...query, enabled: isAsked });
  const sides = ids && neighboursOf(ids, run.id);
  const ask = useCallback(async () => {
    setAsked(true);
    await client.prefetchQuery(query);
    return client.getQueryData(query.queryKey) ?? [];
  }, [client, query]);
  const step = useCallback(
    async (side: Side) => {
      const runId = neighboursOf(await ask(), run.id)[side];
      if (runId !== undefined) await navigate({ to: '/p/$project/r/$runId', params: { project, runId }, search });
    },
    [ask, run.id, navigate, project, search],
  );
  useEffect(
    () =>
      onSingleKey((key) => {
        if (key === '[') void step('older');
        if (key === ']') void step('newer');
      }),
    [step],
  );
  const link = (side: Side, name: string, icon: 'left' | 'right') => {
    const runId = sides?.[side];
    if (runId === undefined) {
      const none = side === 'older' ? t('run.noOlder') : t('run.noNewer');
      const why = sides?.isKnown === false ? t('run.neighboursUnknown', { count: KNOWN }) : none;
      const action: Offer = sides === undefined ? { allowed: true } : { allowed: false, why };
      return <ActionButton bare icon={icon} text={name} name={name} action={action} onClick={() => void step(side)} />;
    }
    return (
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
  };
  return (
    <nav
      className="neighbours"
      aria-label={t('run.neighbours')}
      onPointerEnter={() => void ask()}
      onFocus={() => void ask()}
    >
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
      {link('older', `${t('run.older')} [`, 'left')}
      {link('newer', `${t('run.newer')} ]`, 'right')}
    </nav>
  );
}
