import type { BackfillDate } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, FramedTable } from '../parts/table.tsx';
import { useReasonText } from '../states/reason.ts';
import { BackfillDateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { dateLabel } from '../time/format.ts';

/** The strip as a table. */
export function DateTable({ project, dates }: { project: string; dates: readonly BackfillDate[] }) {
  const { t, i18n } = useTranslation();
  const sentence = useReasonText();
  const columns: readonly Column<BackfillDate>[] = [
    {
      key: 'date',
      title: t('schedule.date'),
      cellClassName: 'name',
      cell: ({ logicalDate, runId }) => {
        const label = dateLabel(logicalDate, i18n.language);
        if (runId === undefined) return label;
        return (
          <Link to="/p/$project/r/$runId" params={{ project, runId }}>
            {label}
          </Link>
        );
      },
    },
    {
      key: 'state',
      title: t('runs.state'),
      cell: ({ state, reason }) => (
        <>
          <BackfillDateLabel state={state} />
          {reason && <div className="workflow-title">{sentence(reason)}</div>}
        </>
      ),
    },
    {
      key: 'action',
      title: t('backfill.action'),
      className: 'medium',
      cell: ({ action }) => t(`planAction.${action}`, action),
    },
    {
      key: 'downstream',
      title: t('backfill.downstream'),
      className: 'wide',
      cell: ({ downstream = [] }) =>
        downstream.length === 0 ? (
          <span className="soft">–</span>
        ) : (
          downstream.map(({ workflow, runId }) => (
            <div key={workflow}>
              {runId === undefined ? (
                workflow
              ) : (
                <Link to="/p/$project/r/$runId" params={{ project, runId }}>
                  {workflow}
                </Link>
              )}
            </div>
          ))
        ),
    },
    {
      key: 'duration',
      title: t('runs.duration'),
      className: 'number',
      cell: ({ startedAt, endedAt }) => <Elapsed from={startedAt} to={endedAt} />,
    },
  ];
  return <FramedTable columns={columns} rows={dates} rowKey={({ logicalTime }) => logicalTime} />;
}
