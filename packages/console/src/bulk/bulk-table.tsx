import type { BulkItem, BulkPlan } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { StateLabel } from '../states/state-label.tsx';

/** Run by run: what it was, and what is or was done to it. */
export function BulkTable({ plan }: { plan: BulkPlan }) {
  const { t } = useTranslation();
  const { items, totals } = plan;
  const all = Object.values(totals).reduce((sum, count) => sum + count, 0);
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
      title: t('bulk.was'),
      className: 'tight',
      cell: ({ runState }) => <StateLabel state={runState} />,
    },
    { key: 'state', title: t('bulk.becomes'), className: 'tight', cell: ({ state }) => t(`bulkRun.${state}`) },
    {
      key: 'reason',
      title: t('bulk.why'),
      cell: ({ reason }) => (reason?.code === undefined ? reason?.message : t(`refusal.${reason.code}`)),
    },
  ];
  if (all === 0) return <Empty title={t('bulk.nothing')} hint={t('bulk.nothingHint')} />;
  return (
    <div className="plan-table" tabIndex={0} role="region" aria-label={t('bulk.runs')}>
      <FramedTable columns={columns} rows={items} rowKey={({ runId }) => runId} />
      {all > items.length && <p className="hint">{t('bulk.more', { count: all - items.length })}</p>}
    </div>
  );
}
