import type { Backfill } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { backfillsQuery } from '../api/backfill-queries.ts';
import type { Place } from '../api/queries.ts';
import { Command } from '../parts/copy-button.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { BackfillStateLabel } from '../states/state-label.tsx';
import { dateLabel } from '../time/format.ts';
import { Instant } from '../time/instant.tsx';
import { BackfillBar } from './backfill-bar.tsx';
import { doneOf, sumOf } from './backfill-totals.ts';

/** Of one workflow, or of all of a project. */
export function BackfillList({ place, workflow }: { place: Place; workflow?: string }) {
  const { t, i18n } = useTranslation();
  const query = useInfiniteQuery(backfillsQuery(place, { workflow }));
  const columns: readonly Column<Backfill>[] = [
    {
      key: 'workflow',
      title: t('backfill.name'),
      cellClassName: 'name backfill-name',
      cell: ({ id, project, workflow: name, version, from, to }) => (
        <>
          <Link to="/p/$project/backfills/$backfillId" params={{ project, backfillId: id }}>
            {workflow === undefined ? name : `${dateLabel(from, i18n.language)} – ${dateLabel(to, i18n.language)}`}
          </Link>
          <span className="version">@{version}</span>
          {workflow === undefined && (
            <div className="workflow-title">
              {dateLabel(from, i18n.language)} – {dateLabel(to, i18n.language)}
            </div>
          )}
        </>
      ),
    },
    { key: 'state', title: t('runs.state'), cell: ({ state }) => <BackfillStateLabel state={state} /> },
    {
      key: 'progress',
      title: t('backfill.progress'),
      cell: ({ totals }) => (
        <span className="bar-cell">
          <BackfillBar totals={totals} />
          {t('backfill.done', { done: doneOf(totals), total: sumOf(totals) })}
        </span>
      ),
    },
    {
      key: 'only',
      title: t('backfill.only'),
      className: 'wide',
      cellClassName: 'soft',
      cell: ({ only }) => t(`backfillOnly.${only}`, only),
    },
    { key: 'actor', title: t('backfill.actor'), className: 'wide', cellClassName: 'soft', cell: ({ actor }) => actor },
    {
      key: 'created',
      title: t('backfill.created'),
      className: 'medium',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
    },
  ];
  return (
    <QueryView query={query}>
      {({ pages }) => {
        const rows = pages.flatMap(({ items }) => items);
        if (rows.length === 0) {
          return (
            <Empty title={t('backfill.empty')} hint={t('backfill.emptyHint')}>
              <Command
                text={`npx carillon backfill create ${workflow ?? 'daily-report'} --from … --to … --only missing`}
              />
            </Empty>
          );
        }
        return (
          <>
            <FramedTable columns={columns} rows={rows} rowKey={({ id }) => id} />
            <LoadMore query={query} />
          </>
        );
      }}
    </QueryView>
  );
}
