import type { Silence } from '@carillon/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { remove } from '../api/client.ts';
import type { Place } from '../api/queries.ts';
import { Empty, ErrorView, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { lookOf } from '../states/families.ts';
import { Label } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';
import { taskName } from './alert-labels.tsx';
import { ALERTS_KEY, silencesQuery } from './alert-queries.ts';

const STATES = { active: 'paused', expired: 'success', removed: 'stopped', worse: 'failed' } as const;

/** What nobody is told of now, and lately was not. */
export function SilenceList({ place }: { place: Place }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery(silencesQuery(place));
  const end = useMutation({
    mutationFn: (id: string) => remove(`/silences/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: ALERTS_KEY }),
  });
  const columns: readonly Column<Silence>[] = [
    {
      key: 'what',
      title: t('silence.what'),
      cellClassName: 'cause',
      cell: ({ project, cause, fingerprint, causes, ...silence }) => (
        <>
          {cause === undefined ? (
            <b>{taskName(silence)}</b>
          ) : (
            <Link className="cause-name" to="/p/$project/alerts/$alertId" params={{ project, alertId: cause }}>
              {taskName(silence)} <code>{fingerprint?.slice(0, 8)}</code>
            </Link>
          )}
          <div className="workflow-title">
            {silence.reason} · {silence.createdBy}
          </div>
          <div className="workflow-title">
            {t('silence.causes', { count: causes })} · {t('alerts.muted', { count: silence.muted })}
          </div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('silence.state'),
      cell: ({ state }) => <Label look={lookOf(STATES[state])} text={t(`silenceState.${state}`)} />,
    },
    {
      key: 'until',
      title: t('silence.until'),
      className: 'medium',
      cell: ({ expiresAt, endedAt, unlessWorse, state }) => (
        <>
          <Instant at={endedAt ?? expiresAt} />
          {unlessWorse && state === 'active' && <div className="workflow-title">{t('silence.worse')}</div>}
        </>
      ),
    },
    {
      key: 'do',
      title: <span className="visually-hidden">{t('silence.end')}</span>,
      cellClassName: 'tight',
      cell: ({ id, actions }) =>
        actions.remove.allowed && (
          <Button size="small" loading={end.isPending && end.variables === id} onClick={() => end.mutate(id)}>
            {t('silence.end')}
          </Button>
        ),
    },
  ];
  return (
    <>
      {end.error && <ErrorView error={end.error} />}
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('silence.empty')} hint={t('silence.emptyHint')} />
          ) : (
            <FramedTable label={t('alerts.silences')} columns={columns} rows={items} rowKey={({ id }) => id} />
          )
        }
      </QueryView>
    </>
  );
}
