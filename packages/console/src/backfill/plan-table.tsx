import type { Plan, PlanItem } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { planItemsQuery } from '../api/backfill-queries.ts';
import { Empty } from '../parts/page.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { useReasonText } from '../states/reason.ts';
import { dateLabel, shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

const SIGNS = { create: '+', rerun: '↻', skip: '–' } as const;

/** Date by date: what is done and why. The first come with the plan, all of them when they are asked for. */
export function PlanTable({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const [wantsAll, setWantsAll] = useState(false);
  const all = useInfiniteQuery({ ...planItemsQuery(plan.id), enabled: wantsAll });
  const items = all.data?.pages.flatMap((page) => page.items) ?? plan.items;
  const { create, rerun, skip } = plan.totals;
  const columns = usePlanColumns(plan.project);
  if (items.length === 0) return <Empty title={t('backfill.nothing')} hint={t('backfill.nothingHint')} />;
  return (
    <div className="plan-table" tabIndex={0} role="region" aria-label={t('backfill.plan')}>
      <FramedTable columns={columns} rows={items} rowKey={({ logicalTime }) => logicalTime} />
      {!wantsAll && items.length < create + rerun + skip && (
        <Button className="load-more" onClick={() => setWantsAll(true)}>
          {t('action.loadMore')}
        </Button>
      )}
      <LoadMore query={all} />
    </div>
  );
}

function usePlanColumns(project: string): readonly Column<PlanItem>[] {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const sentence = useReasonText();
  return [
    {
      key: 'date',
      title: t('schedule.date'),
      cellClassName: 'name nowrap',
      cell: ({ logicalDate }) => dateLabel(logicalDate, i18n.language),
    },
    {
      key: 'action',
      title: t('backfill.action'),
      className: 'tight',
      cell: ({ action }) => (
        <span className={`change plan-${action}`}>
          <b aria-hidden>{SIGNS[action]}</b> {t(`planAction.${action}`)}
        </span>
      ),
    },
    { key: 'why', title: t('backfill.why'), cell: ({ reason }) => sentence(reason) },
    {
      key: 'time',
      title: t('schedule.logicalTime'),
      className: 'medium',
      cellClassName: 'soft nowrap',
      cell: ({ logicalTime }) => `${shortText(new Date(logicalTime), zone, i18n.language)} ${zone}`,
    },
    {
      key: 'run',
      title: t('schedule.run'),
      className: 'medium',
      cell: ({ runId }) =>
        runId === undefined ? (
          <span className="soft">–</span>
        ) : (
          <Link to="/p/$project/r/$runId" params={{ project, runId }} target="_blank">
            {t('schedule.openRun')}
          </Link>
        ),
    },
  ];
}
