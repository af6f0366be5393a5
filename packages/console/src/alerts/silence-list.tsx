import type { Silence } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Empty, QueryView } from '../parts/page.tsx';
import { RemoveDialog } from '../parts/remove-dialog.tsx';
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
  const query = useQuery(silencesQuery(place));
  const [ended, setEnded] = useState<Silence>();
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
      cell: (silence) =>
        silence.state === 'active' && (
          <ActionButton
            small
            action={silence.actions.remove}
            text={t('silence.end')}
            onClick={() => setEnded(silence)}
          />
        ),
    },
  ];
  return (
    <>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('silence.empty')} hint={t('silence.emptyHint')} />
          ) : (
            <FramedTable label={t('alerts.silences')} columns={columns} rows={items} rowKey={({ id }) => id} />
          )
        }
      </QueryView>
      {ended && (
        <RemoveDialog
          title={t('silence.endTitle', { name: taskName(ended) })}
          effect={t('silence.endEffect', { count: ended.causes })}
          submit={t('silence.endSubmit')}
          path={`/silences/${ended.id}`}
          cli={`npx carillon silence rm ${ended.id}`}
          changes={ALERTS_KEY}
          onClose={() => setEnded(undefined)}
        />
      )}
    </>
  );
}
