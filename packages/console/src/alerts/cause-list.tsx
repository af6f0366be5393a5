import { MAX_CAUSES_OF_TASK } from '@carillon/core/alert-causes';
import type { Alert } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Select } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, FilteredOut, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { useReasonText } from '../states/reason.ts';
import { Instant } from '../time/instant.tsx';
import { Acknowledge } from './acknowledge.tsx';
import { AlertStateLabel, SeverityTag, SilencedUntil, taskName } from './alert-labels.tsx';
import { alertsQuery } from './alert-queries.ts';
import { type AlertsSearch, SEVERITIES } from './alerts-search.ts';
import { SilenceDialog } from './silence-dialog.tsx';

interface CauseListProps {
  readonly place: Place;
  /** Of one workflow alone. */
  readonly workflow?: string;
  readonly search: AlertsSearch;
  readonly onChange: (part: Partial<Record<keyof AlertsSearch, string | undefined>>) => void;
}

/** Open causes of failures; with the filter, those that have recovered as well. */
export function CauseList({ place, workflow, search, onChange }: CauseListProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(alertsQuery(place, search, workflow));
  const [silenced, setSilenced] = useState<Alert>();
  const { q = '', severity, state } = search;
  const setFilter = useCallback((text: string) => onChange({ q: text === '' ? undefined : text }), [onChange]);
  const isFiltered = q !== '' || severity !== undefined || state !== undefined;
  return (
    <>
      <div className="filters">
        <FilterInput label={t('alerts.filter')} value={q} onChange={setFilter} />
        <Select
          className="choice"
          aria-label={t('alerts.state')}
          value={state ?? 'open'}
          onChange={(value) => onChange({ state: value === 'all' ? value : undefined })}
          options={[
            { value: 'open', label: t('alertState.open') },
            { value: 'all', label: t('alerts.anyState') },
          ]}
        />
        <Select
          className="choice"
          aria-label={t('alerts.severity')}
          value={severity ?? ''}
          onChange={(value) => onChange({ severity: value === '' ? undefined : value })}
          options={[
            { value: '', label: t('alerts.anySeverity') },
            ...SEVERITIES.map((value) => ({ value, label: t(`alertSeverity.${value}`) })),
          ]}
        />
      </div>
      <QueryView query={query}>
        {({ pages }) => {
          const alerts = pages.flatMap(({ items }) => items);
          if (alerts.length === 0 && isFiltered)
            return (
              <FilteredOut
                title={t('alerts.filteredOut')}
                onReset={() => onChange({ q: undefined, severity: undefined, state: undefined })}
              />
            );
          if (alerts.length === 0) return <Empty title={t('alerts.quiet')} hint={t('alerts.quietHint')} />;
          return (
            <>
              <CauseTable alerts={alerts} onSilence={setSilenced} />
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
      {silenced && <SilenceDialog of={silenced} onClose={() => setSilenced(undefined)} />}
    </>
  );
}

function CauseTable({ alerts, onSilence }: { alerts: readonly Alert[]; onSilence: (alert: Alert) => void }) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  const columns: readonly Column<Alert>[] = [
    {
      key: 'cause',
      title: t('alerts.cause'),
      cellClassName: 'cause',
      cell: ({ id, project, reason, ...alert }) => (
        <>
          <Link className="cause-name" to="/p/$project/alerts/$alertId" params={{ project, alertId: id }}>
            {taskName(alert)}
          </Link>
          <div className="cause-error">{sentence(reason)}</div>
          {alert.holdsOthers && (
            <div className="workflow-title">{t('alerts.holdsOthers', { max: MAX_CAUSES_OF_TASK })}</div>
          )}
          <div className="cause-state is-narrow">
            <AlertStateLabel state={alert.state} />
            <SeverityTag severity={alert.severity} />
          </div>
          {alert.silencedUntil !== undefined && (
            <div className="workflow-title is-untold">
              <SilencedUntil at={alert.silencedUntil} />
            </div>
          )}
        </>
      ),
    },
    {
      key: 'state',
      title: t('alerts.state'),
      className: 'medium',
      cell: ({ state, severity }) => (
        <div className="cause-state">
          <AlertStateLabel state={state} />
          <SeverityTag severity={severity} />
        </div>
      ),
    },
    { key: 'failures', title: t('alerts.failures'), className: 'number medium', cell: ({ failures }) => failures },
    { key: 'last', title: t('alerts.lastAt'), className: 'medium', cell: ({ lastAt }) => <Instant at={lastAt} /> },
    { key: 'told', title: t('alerts.told'), className: 'wide', cell: (alert) => <Told alert={alert} /> },
    {
      key: 'do',
      title: <span className="visually-hidden">{t('alerts.acknowledge')}</span>,
      cellClassName: 'tight',
      cell: (alert) => (
        <div className="cause-do">
          <Acknowledge alert={alert} small />
          {alert.silencedUntil === undefined && (
            <ActionButton
              small
              action={alert.actions.silence}
              text={t('alerts.silence')}
              onClick={() => onSilence(alert)}
            />
          )}
        </div>
      ),
    },
  ];
  return <FramedTable columns={columns} rows={alerts} rowKey={({ id }) => id} />;
}

/** Whom the newest opening was told to, how much was said in all, and what is kept back. */
export function Told({ alert: { told, notified, muted, silencedUntil } }: { alert: Alert }) {
  const { t } = useTranslation();
  return (
    <>
      {told.length === 0 ? t('alerts.toldNobody') : told.join(', ')}
      <div className="workflow-title">
        {t('alerts.notices', { count: notified })}
        {muted > 0 && ` · ${t('alerts.muted', { count: muted })}`}
      </div>
      {silencedUntil !== undefined && (
        <div className="workflow-title">
          <SilencedUntil at={silencedUntil} />
        </div>
      )}
    </>
  );
}
