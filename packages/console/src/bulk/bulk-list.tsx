import type { BulkPlan } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Command } from '../parts/copy-button.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { usePlace } from '../shell/place.ts';
import { BackfillStateLabel } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';
import { useBulkFilterText } from './bulk-filter-text.ts';
import { bulksQuery } from './bulk-queries.ts';

/** Commands for many runs, also those that have ended, newest first. */
export function BulkList() {
  const { t } = useTranslation();
  const place = usePlace();
  const filterText = useBulkFilterText();
  const query = useInfiniteQuery(bulksQuery(place));
  useTitle(t('bulk.list'), t('runs.title'));
  const columns: readonly Column<BulkPlan>[] = [
    {
      key: 'action',
      title: t('bulk.command'),
      cellClassName: 'name',
      cell: ({ id, action, filter }) => (
        <>
          <Link to="/p/$project/bulk/$planId" params={{ project: place.project, planId: id }}>
            {t(`bulkAction.${action}`)}
          </Link>
          <div className="workflow-title">{filterText(filter)}</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('runs.state'),
      className: 'tight',
      cell: ({ state }) => <BackfillStateLabel state={state} />,
    },
    { key: 'done', title: t('bulk.doneCount'), className: 'number', cell: ({ totals }) => totals.done },
    { key: 'failed', title: t('bulk.failedCount'), className: 'number', cell: ({ totals }) => totals.failed },
    { key: 'skipped', title: t('bulk.skippedCount'), className: 'number medium', cell: ({ totals }) => totals.skipped },
    {
      key: 'actor',
      title: t('backfill.actor'),
      className: 'medium',
      cell: ({ actor, message }) => (
        <>
          {actor}
          {message !== undefined && (
            <div className="workflow-title" translate="no">
              {message}
            </div>
          )}
        </>
      ),
    },
    {
      key: 'created',
      title: t('backfill.created'),
      className: 'medium',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
    },
  ];
  return (
    <div className="page">
      <PageHeader title={t('bulk.list')} note={t('bulk.listNote', { environment: place.environment })} />
      <QueryView query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0)
            return (
              <Empty title={t('bulk.none')} hint={t('bulk.noneHint')}>
                <Command text="npx carillon bulk create stop --workflow … --dry-run" />
              </Empty>
            );
          return (
            <>
              <FramedTable columns={columns} rows={rows} rowKey={({ id }) => id} />
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
    </div>
  );
}
