import type { DatasetUpdate } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { datasetUpdatesQuery } from '../api/dataset-queries.ts';
import type { Place } from '../api/queries.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { Instant } from '../time/instant.tsx';

/** What brought one dataset up to date, newest first. */
export function DatasetUpdates({ place, name }: { place: Place; name: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(datasetUpdatesQuery(place, name));
  const columns: readonly Column<DatasetUpdate>[] = [
    { key: 'at', title: t('datasets.updated'), cell: ({ at }) => <Instant at={at} /> },
    {
      key: 'partition',
      title: t('datasets.partition'),
      cell: ({ partition }) =>
        partition === '' ? <span className="soft">{t('datasets.whole')}</span> : <code>{partition}</code>,
    },
    {
      key: 'by',
      title: t('datasets.by'),
      cell: ({ runId, task, actor }) =>
        runId === undefined ? (
          actor
        ) : (
          <Link to="/r/$runId" params={{ runId }}>
            {task}
          </Link>
        ),
    },
    {
      key: 'metadata',
      title: t('datasets.metadata'),
      className: 'medium',
      cell: ({ metadata }) =>
        Object.keys(metadata).length > 0 ? <code>{JSON.stringify(metadata)}</code> : <span className="soft">–</span>,
    },
  ];
  return (
    <section className="panel">
      <h2>{t('datasets.updatesOf', { name })}</h2>
      <QueryView query={query} rows={3}>
        {({ pages }) => {
          const updates = pages.flatMap(({ items }) => items);
          return updates.length === 0 ? (
            <p className="panel-note soft">{t('datasets.never')}</p>
          ) : (
            <>
              <FramedTable
                label={t('datasets.updatesOf', { name })}
                columns={columns}
                rows={updates}
                rowKey={({ id }) => id}
              />
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
    </section>
  );
}
