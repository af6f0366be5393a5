import type { Worker } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { workersQuery } from '../api/queries.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Command } from '../parts/copy-button.tsx';
import { Empty, FilteredOut, PageHeader, QueryView, Skeleton, useTitle } from '../parts/page.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { WorkerStateLabel } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';
import { capacityOf } from './capacity.ts';
import { type FleetSearch, isWanted, parseFleetSearch } from './fleet-search.ts';
import { Resources } from './resources.tsx';
import { WorkerFilters } from './worker-filters.tsx';
import './worker-list.css';

const route = getRouteApi('/p/$project/fleet');

const WorkerDialog = lazy(() => import('./worker-dialog.tsx').then((module) => ({ default: module.WorkerDialog })));
const LimitList = lazy(() => import('../limits/limit-list.tsx').then((module) => ({ default: module.LimitList })));
const QueueList = lazy(() => import('../queues/queue-list.tsx').then((module) => ({ default: module.QueueList })));

const TITLES = { workers: 'workers.title', queues: 'queues.title', limits: 'limits.title' } as const;

/** Who does the work, and who waits for it. */
export function Fleet() {
  const { t } = useTranslation();
  const { show = 'workers' } = route.useSearch();
  const navigate = route.useNavigate();
  const title = t(TITLES[show]);
  useTitle(title);
  return (
    <div className="page">
      <PageHeader title={title} />
      <div className="page-tabs">
        <Tabs
          label={t('workers.views')}
          tabs={[
            { key: 'workers', label: t('workers.title') },
            { key: 'queues', label: t('queues.title') },
            { key: 'limits', label: t('limits.title') },
          ]}
          active={show}
          onChange={(key) => void navigate({ search: key === 'workers' ? {} : { show: key } })}
        >
          {show === 'workers' ? (
            <WorkerList />
          ) : (
            <Suspense fallback={<Skeleton />}>{show === 'queues' ? <QueueList /> : <LimitList />}</Suspense>
          )}
        </Tabs>
      </div>
    </div>
  );
}

function WorkerList() {
  const { t } = useTranslation();
  // Without what every page has in its address.
  const { show: _tab, ...search } = parseFleetSearch({ ...route.useSearch() });
  const navigate = route.useNavigate();
  const query = useQuery(workersQuery);
  const setFilter = useCallback(
    (next: FleetSearch) => void navigate({ search: parseFleetSearch({ ...next }), replace: true }),
    [navigate],
  );
  return (
    <QueryView query={query}>
      {({ items }) => {
        if (items.length === 0) {
          return (
            <Empty title={t('workers.empty')} hint={t('workers.emptyHint')}>
              <Command text="npx carillon worker" />
            </Empty>
          );
        }
        const shown = items.filter((worker) => isWanted(worker, search));
        return (
          <>
            <div className="filters">
              <WorkerFilters workers={items} search={search} onChange={setFilter} />
              <span className="soft">{t('workers.capacity', capacityOf(shown))}</span>
            </div>
            {shown.length === 0 ? (
              <FilteredOut title={t('workers.filtered')} onReset={() => setFilter({})} />
            ) : (
              <WorkerTable workers={shown} />
            )}
          </>
        );
      }}
    </QueryView>
  );
}

interface Asked {
  readonly worker: Worker;
  readonly verb: 'drain' | 'resume';
}

function WorkerTable({ workers }: { workers: readonly Worker[] }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked>();
  const columns: readonly Column<Worker>[] = [
    {
      key: 'name',
      title: t('workers.name'),
      cellClassName: 'name',
      cell: ({ name, host }) => (
        <>
          {name}
          <div className="workflow-title">{host}</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('workers.state'),
      cell: ({ state, labels }) => (
        <>
          <WorkerStateLabel state={state} />
          {labels['carillon/disk'] === 'full' && <div className="workflow-title">{t('why.is.disk_full')}</div>}
        </>
      ),
    },
    { key: 'slots', title: t('workers.slots'), cell: (worker) => <Slots worker={worker} /> },
    {
      key: 'resources',
      title: t('workers.resources'),
      className: 'medium',
      cell: (worker) => <Resources worker={worker} />,
    },
    { key: 'group', title: t('workers.group'), className: 'medium', cell: ({ group }) => group },
    {
      key: 'capabilities',
      title: t('workers.capabilities'),
      className: 'wide',
      cell: ({ capabilities, labels }) => (
        <div className="tags">
          {[...capabilities, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)].map((each) => (
            <span key={each} className="tag">
              {each}
            </span>
          ))}
        </div>
      ),
    },
    {
      key: 'connected',
      title: t('workers.connected'),
      className: 'medium',
      cell: ({ connectedAt }) => <Instant at={connectedAt} />,
    },
    {
      key: 'version',
      title: t('workers.version'),
      className: 'wide',
      cellClassName: 'soft',
      cell: ({ version }) => version,
    },
    {
      key: 'actions',
      title: <span className="visually-hidden">{t('workers.actions')}</span>,
      cell: (worker) => <Hold worker={worker} onAsk={setAsked} />,
    },
  ];
  return (
    <>
      <FramedTable columns={columns} rows={workers} rowKey={({ id }) => id} />
      {asked && (
        <Suspense>
          <WorkerDialog {...asked} onClose={() => setAsked(undefined)} />
        </Suspense>
      )}
    </>
  );
}

function Hold({ worker, onAsk }: { worker: Worker; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation();
  const verb = worker.state === 'draining' ? 'resume' : 'drain';
  const action = worker.actions?.[verb];
  if (!action) return null;
  return (
    <ActionButton
      small
      action={action}
      text={t(`workers.${verb}`)}
      name={t(`workers.${verb}Title`, { name: worker.name })}
      onClick={() => onAsk({ worker, verb })}
    />
  );
}

function Slots({ worker: { busy, slots } }: { worker: Worker }) {
  const { t } = useTranslation();
  return (
    <div className="slots">
      <meter min={0} max={Math.max(1, slots)} value={busy} aria-label={t('workers.slotsUsed', { busy, slots })} />
      <span>
        {busy}/{slots}
      </span>
    </div>
  );
}
