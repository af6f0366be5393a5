import type { BulkPlan } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, ErrorView } from '../parts/page.tsx';
import { useRowsInSight } from '../parts/rows-in-sight.ts';
import { type Column, FramedTable } from '../parts/table.tsx';
import { StateLabel } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';
import { type BulkRow, useBulkRows } from './bulk-rows.ts';
import '../backfill/backfill-dialog.css';
import './bulk.css';

const ROW_PX = 33;

/** Run by run, in the order of their turn: what it was, and what is or was done to it. */
export function BulkTable({ plan }: { plan: BulkPlan }) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const count = Object.values(plan.totals).reduce((sum, some) => sum + some, 0);
  const inSight = useRowsInSight(frame, count, ROW_PX);
  const { rows, error } = useBulkRows(plan, count, inSight);
  const isPlanned = plan.state === 'planned';
  const columns: readonly Column<BulkRow>[] = [
    {
      key: 'workflow',
      title: t('runs.workflow'),
      cellClassName: 'name',
      cell: ({ item }) =>
        item ? (
          <Link to="/p/$project/r/$runId" params={{ project: item.project, runId: item.runId }} target="_blank">
            {item.workflow}
          </Link>
        ) : (
          <span className="soft">…</span>
        ),
    },
    {
      key: 'accepted',
      title: t('bulk.accepted'),
      className: 'tight',
      cell: ({ item }) => item && <Instant at={item.runAcceptedAt} />,
    },
    {
      key: 'was',
      title: t(isPlanned ? 'bulk.was' : 'bulk.wasThen'),
      className: 'tight',
      cell: ({ item }) => item && <StateLabel state={item.runState} />,
    },
    {
      key: 'state',
      title: t(isPlanned ? 'bulk.becomes' : 'bulk.became'),
      className: 'tight',
      cell: ({ item }) =>
        item &&
        (item.newRunId === undefined ? (
          t(`bulkRun.${item.state}`)
        ) : (
          <Link to="/p/$project/r/$runId" params={{ project: item.project, runId: item.newRunId }} target="_blank">
            {t('bulk.newRun')}
          </Link>
        )),
    },
    {
      key: 'reason',
      title: t('bulk.why'),
      cell: ({ item }) => (item?.reason?.code === undefined ? item?.reason?.message : t(`refusal.${item.reason.code}`)),
    },
  ];
  if (count === 0) return <Empty title={t('bulk.nothing')} hint={t('bulk.nothingHint')} />;
  return (
    <div className="plan-table" ref={frame} tabIndex={0} role="region" aria-label={t('bulk.runs')}>
      {error !== undefined && <ErrorView error={error} />}
      <FramedTable columns={columns} rows={rows} inSight={inSight} rowKey={({ no }) => no} />
    </div>
  );
}
