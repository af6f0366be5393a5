import type { Dataset } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { datasetsQuery } from '../api/dataset-queries.ts';
import type { Place } from '../api/queries.ts';
import { FilterInput } from '../parts/filter-input.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { FilteredOut, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { FreshnessLabel } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';
import { NoDataset } from './no-dataset.tsx';

interface DatasetsProps {
  readonly place: Place;
  readonly q: string;
  readonly onFilter: (text: string) => void;
}

/** What the tasks of the project bring up to date, and when they last did. */
export function Datasets({ place, q, onFilter }: DatasetsProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(datasetsQuery(place, q));
  return (
    <>
      <div className="filters">
        <FilterInput label={t('datasets.filter')} value={q} onChange={onFilter} />
      </div>
      <QueryView query={query}>
        {({ pages }) => {
          const datasets = pages.flatMap(({ items }) => items);
          if (datasets.length > 0)
            return (
              <>
                <DatasetTable datasets={datasets} q={q} />
                <LoadMore query={query} />
              </>
            );
          // Until the answer is there, what stays is that of the former filter.
          if (q === '' && !query.isPlaceholderData) return <NoDataset />;
          return <FilteredOut title={t('datasets.filtered')} onReset={() => onFilter('')} />;
        }}
      </QueryView>
    </>
  );
}

function DatasetTable({ datasets, q }: { datasets: readonly Dataset[]; q: string }) {
  const { t } = useTranslation();
  const columns: readonly Column<Dataset>[] = [
    {
      key: 'name',
      title: t('datasets.name'),
      cellClassName: 'name',
      cell: ({ project, name, title, version }) => (
        <>
          <Link to="/p/$project/datasets" params={{ project }} search={{ ...(q !== '' && { q }), name }}>
            {name}
          </Link>
          {version === 0 && <span className="version">{t('datasets.undeclared')}</span>}
          {title !== undefined && <div className="workflow-title">{title}</div>}
        </>
      ),
    },
    { key: 'uri', title: t('datasets.uri'), className: 'wide', cell: ({ uri }) => uri && <code>{uri}</code> },
    {
      key: 'freshness',
      title: t('datasets.freshness'),
      cell: ({ freshness, lastUpdate }) => (
        <>
          <FreshnessLabel freshness={freshness} />
          {lastUpdate && (
            <div className="workflow-title">
              <Instant at={lastUpdate.at} />
            </div>
          )}
        </>
      ),
    },
    {
      key: 'by',
      title: t('datasets.by'),
      className: 'medium',
      cell: ({ lastUpdate }) =>
        lastUpdate?.runId === undefined ? (
          (lastUpdate?.actor ?? <span className="soft">–</span>)
        ) : (
          <Link to="/r/$runId" params={{ runId: lastUpdate.runId }}>
            {lastUpdate.task}
          </Link>
        ),
    },
    {
      key: 'partition',
      title: t('datasets.partition'),
      className: 'medium',
      cell: ({ lastUpdate }) =>
        lastUpdate?.partition ? <code>{lastUpdate.partition}</code> : <span className="soft">–</span>,
    },
    {
      key: 'owner',
      title: t('workflows.owner'),
      className: 'wide',
      cellClassName: 'soft',
      cell: ({ owner }) => owner ?? t('workflows.noOwner'),
    },
  ];
  return <FramedTable columns={columns} rows={datasets} rowKey={({ name }) => name} />;
}
