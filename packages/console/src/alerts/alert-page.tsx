import { MAX_CAUSES_OF_TASK } from '@carillon/core/alert-causes';
import type { Action, AlertDetail, AlertNotice } from '@carillon/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { useSaid } from '../i18n/use-said.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Empty, ErrorView, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { useOwnEnvironment } from '../shell/own-environment.ts';
import { useReasonText } from '../states/reason.ts';
import { Instant } from '../time/instant.tsx';
import { Acknowledge } from './acknowledge.tsx';
import { AlertStateLabel, SeverityTag, taskName } from './alert-labels.tsx';
import { ALERTS_KEY, alertQuery } from './alert-queries.ts';
import { Told } from './cause-list.tsx';
import { HourChart } from './hour-chart.tsx';
import { SilenceDialog } from './silence-dialog.tsx';
import './alerts.css';

const route = getRouteApi('/p/$project/alerts/$alertId');

/** One cause of failures: when it failed, where to look, who was told. */
export function AlertPage() {
  const { alertId } = route.useParams();
  const query = useQuery(alertQuery(alertId));
  return (
    <div className="page alerts">
      <QueryView query={query} isPage>
        {(alert) => <Cause alert={alert} />}
      </QueryView>
    </div>
  );
}

function Cause({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  const [isSilencing, setSilencing] = useState(false);
  const name = taskName(alert);
  const isSilenced = alert.silencedUntil !== undefined;
  useTitle(name, t('alerts.title'));
  useOwnEnvironment(alert.environment);
  return (
    <>
      <PageHeader
        title={name}
        note={[sentence(alert.reason), alert.holdsOthers && t('alerts.holdsOthers', { max: MAX_CAUSES_OF_TASK })]
          .filter(Boolean)
          .join(' · ')}
      >
        <Acknowledge alert={alert} />
        <ActionButton
          type="primary"
          action={isSilenced ? { allowed: false, why: t('alerts.isSilenced') } : alert.actions.silence}
          text={t('alerts.silence')}
          onClick={() => setSilencing(true)}
        />
      </PageHeader>
      <Facts alert={alert} />
      <section className="panel">
        <h2>{t('alert.timeline')}</h2>
        <HourChart hours={alert.hours} />
      </section>
      <section className="panel">
        <h2>{t('alert.samples')}</h2>
        <Samples alert={alert} />
      </section>
      <section className="panel">
        <h2>{t('alert.notices')}</h2>
        {alert.notices.length === 0 ? <Empty title={t('alert.noNotices')} /> : <Notices alert={alert} />}
      </section>
      {isSilencing && <SilenceDialog of={alert} onClose={() => setSilencing(false)} />}
    </>
  );
}

function Facts({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const { project, workflow, fingerprint, state, severity, openedAt, firstAt, failures, openings, acknowledged } =
    alert;
  const facts: readonly (readonly [title: string, value: ReactNode])[] = [
    [
      t('alerts.state'),
      <span key="state" className="cause-state">
        <AlertStateLabel state={state} />
        <SeverityTag severity={severity} />
      </span>,
    ],
    state === 'open'
      ? [t('alert.since'), <Instant key="since" at={openedAt} />]
      : [t('alert.recovered'), <Instant key="recovered" at={alert.recoveredAt} />],
    [t('alert.first'), <Instant key="first" at={firstAt} />],
    [
      t('alerts.failures'),
      <Link key="failures" to="/p/$project/r" params={{ project }} search={{ fingerprint }}>
        {failures}
      </Link>,
    ],
    [t('alert.openings'), openings],
    [
      t('alerts.told'),
      <div key="told">
        <Told alert={alert} />
      </div>,
    ],
    [t('alert.seenTo'), acknowledged?.by ?? t('alert.nobody')],
    [
      t('alert.fingerprint'),
      <span key="fingerprint">
        <code>{fingerprint}</code>
        <CopyButton text={fingerprint} />
      </span>,
    ],
    [
      t('runs.workflow'),
      <Link key="workflow" to="/p/$project/w/$workflow" params={{ project, workflow }}>
        {workflow}
      </Link>,
    ],
  ];
  return (
    <dl className="summary">
      {facts.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The log of a task that failed opens at the first line of the error. */
function Samples({ alert: { project, task, runs } }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const columns: readonly Column<AlertDetail['runs'][number]>[] = [
    { key: 'at', title: t('alert.at'), cell: ({ at }) => <Instant at={at} /> },
    {
      key: 'error',
      title: <span className="visually-hidden">{t('alert.toTheError')}</span>,
      cell: ({ runId }) => (
        <Link
          to="/p/$project/r/$runId"
          params={{ project, runId }}
          search={task === '' ? {} : { task, tab: 'log' as const }}
        >
          {t('alert.toTheError')}
        </Link>
      ),
    },
  ];
  return (
    <>
      <FramedTable columns={columns} rows={runs} rowKey={({ runId }) => runId} />
      <p className="panel-note soft">{t('alert.samplesNote')}</p>
    </>
  );
}

function Notices({ alert: { notices } }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const inWords = useSaid();
  const columns: readonly Column<AlertDetail['notices'][number]>[] = [
    { key: 'at', title: t('alert.at'), cell: ({ at }) => <Instant at={at} /> },
    { key: 'type', title: t('alert.notice'), className: 'tight', cell: ({ type }) => t(`noticeType.${type}`) },
    { key: 'channel', title: t('alert.to'), cellClassName: 'notice-to', cell: ({ channel }) => channel },
    {
      key: 'state',
      title: t('alerts.state'),
      cell: ({ id, state, error, errorSaid, dueAt, actions }) => (
        <>
          {t(`noticeState.${state}`)}
          {dueAt !== undefined && (
            <span className="soft">
              {' '}
              <Instant at={dueAt} />
            </span>
          )}
          {error !== undefined && <div className="workflow-title">{inWords(errorSaid, error)}</div>}
          {state === 'given_up' && <SendAgain noticeId={id} action={actions.retry} />}
        </>
      ),
    },
  ];
  return <FramedTable label={t('alert.notices')} columns={columns} rows={notices} rowKey={({ id }) => id} />;
}

function SendAgain({ noticeId, action }: { noticeId: string; action: Action }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => post<AlertNotice>(`/alert-notices/${noticeId}/retry`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: ALERTS_KEY }),
  });
  return (
    <>
      <ActionButton
        small
        action={action}
        text={t('alert.retry')}
        busy={retry.isPending}
        onClick={() => retry.mutate()}
      />
      {retry.error && <ErrorView error={retry.error} />}
    </>
  );
}
