import type { Server } from '@carillon/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { byteText } from '../parts/byte-text.ts';
import { Empty } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { Tooltip } from '../parts/tooltip.tsx';
import { ServerStateLabel } from '../states/state-label.tsx';
import { durationText } from '../time/duration.ts';
import { Instant } from '../time/instant.tsx';

type Load = NonNullable<Server['load']>;

export function ServerTable({ servers }: { servers: readonly Server[] }) {
  const { t } = useTranslation();
  if (servers.length === 0) return <Empty title={t('health.noServers')} hint={t('health.noServersHint')} />;
  /** A figure of the last beat; one that stopped feels nothing. */
  const figure = (
    key: string,
    title: ReactNode,
    value: (load: Load) => ReactNode,
    className = 'number',
  ): Column<Server> => ({
    key,
    title,
    className,
    cell: ({ state, load }) => (state === 'up' && load ? value(load) : <span className="soft">–</span>),
  });
  const columns: readonly Column<Server>[] = [
    {
      key: 'server',
      title: t('health.server'),
      cellClassName: 'name',
      cell: ({ host, pid, load, state }) => (
        <>
          <span translate="no" className="server-name">
            {host}/{pid}
          </span>
          {state === 'up' && load && <Pressure load={load} />}
        </>
      ),
    },
    { key: 'state', title: t('health.state'), cell: ({ state }) => <ServerStateLabel state={state} /> },
    {
      key: 'roles',
      title: t('health.roles'),
      className: 'wide',
      cell: ({ roles }) => <span translate="no">{roles.join(' · ')}</span>,
    },
    { key: 'version', title: t('health.version'), className: 'wide', cell: ({ version }) => version },
    {
      key: 'started',
      title: t('health.started'),
      className: 'medium',
      cell: ({ startedAt }) => <Instant at={startedAt} />,
    },
    figure('loop', <Hint title={t('health.loop')} hint={t('health.loopHint')} />, (load) =>
      durationText(load.loopDelayMs),
    ),
    figure('store', <Hint title={t('health.statements')} hint={t('health.statementsHint')} />, (load) =>
      durationText(load.storeMs),
    ),
    figure(
      'claims',
      <Hint title={t('health.claims')} hint={t('health.claimsHint')} />,
      ({ claimMs }) => quantity(claimMs),
      'number wide',
    ),
    figure(
      'lateness',
      <Hint title={t('health.lateness')} hint={t('health.latenessHint')} />,
      ({ latenessMs }) => quantity(latenessMs),
      'number medium',
    ),
    figure('memory', t('health.memory'), (load) => byteText(load.rssBytes), 'number wide'),
    figure('cpu', t('health.cpu'), (load) => t('health.cores', { cpu: load.cpu.toFixed(2) }), 'number wide'),
    figure('workers', t('health.workers'), (load) => load.workers, 'number medium'),
  ];
  return <FramedTable label={t('health.servers')} columns={columns} rows={servers} rowKey={({ id }) => id} />;
}

const quantity = (ms: number | undefined): ReactNode =>
  ms === undefined ? <span className="soft">–</span> : `≤ ${durationText(ms)}`;

/** What it puts off, and who waits for a connection. */
function Pressure({ load: { putOff, poolWaiting } }: { load: Load }) {
  const { t } = useTranslation();
  return (
    <>
      {putOff.length > 0 && (
        <div className="pressure">
          {t('health.putsOff', { what: putOff.map((what) => t(`putOff.${what}`, what)).join(' · ') })}
        </div>
      )}
      {poolWaiting > 0 && <div className="pressure">{t('health.poolWaiting', { count: poolWaiting })}</div>}
    </>
  );
}

function Hint({ title, hint }: { title: string; hint: string }) {
  return (
    <Tooltip title={hint} trigger={['hover', 'focus']}>
      <span tabIndex={0} className="hinted">
        {title}
      </span>
    </Tooltip>
  );
}
