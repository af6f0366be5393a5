import type { BulkItem, BulkPlan } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { StateLabel } from '../states/state-label.tsx';
import { bulkItemsQuery, isOpenBulk } from './bulk-queries.ts';

/** Run by run, in the order of their turn: what it was, and what is or was done to it. */
export function BulkTable({ plan }: { plan: BulkPlan }) {
  const { t } = useTranslation();
  const isOpen = isOpenBulk(plan);
  const query = useInfiniteQuery(bulkItemsQuery(plan.id, isOpen));
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    // Once more when nothing is left to happen.
    if (wasOpen.current && !isOpen) void query.refetch();
    wasOpen.current = isOpen;
  });
  const isPlanned = plan.state === 'planned';
  const all = Object.values(plan.totals).reduce((sum, count) => sum + count, 0);
  const columns: readonly Column<BulkItem>[] = [
    {
      key: 'workflow',
      title: t('runs.workflow'),
      cellClassName: 'name',
      cell: ({ project, runId, workflow }) => (
        <Link to="/p/$project/r/$runId" params={{ project, runId }} target="_blank">
          {workflow}
        </Link>
      ),
    },
    {
      key: 'was',
      title: t(isPlanned ? 'bulk.was' : 'bulk.wasThen'),
      className: 'tight',
      cell: ({ runState }) => <StateLabel state={runState} />,
    },
    {
      key: 'state',
      title: t(isPlanned ? 'bulk.becomes' : 'bulk.became'),
      className: 'tight',
      cell: ({ state, project, newRunId }) =>
        newRunId === undefined ? (
          t(`bulkRun.${state}`)
        ) : (
          <Link to="/p/$project/r/$runId" params={{ project, runId: newRunId }} target="_blank">
            {t('bulk.newRun')}
          </Link>
        ),
    },
    {
      key: 'reason',
      title: t('bulk.why'),
      cell: ({ reason }) => (reason?.code === undefined ? reason?.message : t(`refusal.${reason.code}`)),
    },
  ];
  if (all === 0) return <Empty title={t('bulk.nothing')} hint={t('bulk.nothingHint')} />;
  return (
    <QueryView query={query} rows={6}>
      {({ pages }) => {
        const rows = pages.flatMap(({ items }) => items);
        return (
          <div className="plan-table" tabIndex={0} role="region" aria-label={t('bulk.runs')}>
            <FramedTable columns={columns} rows={rows} rowKey={({ runId }) => runId} />
            {all > rows.length && <p className="hint">{t('bulk.more', { count: all - rows.length })}</p>}
            <LoadMore query={query} />
          </div>
        );
      }}
    </QueryView>
  );
}
