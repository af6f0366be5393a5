import type { Dataset } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { datasetsQuery } from '../api/dataset-queries.ts';
import type { Place } from '../api/queries.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { usePlace } from '../shell/place.ts';
import { Instant } from '../time/instant.tsx';
import { DatasetUpdates } from './dataset-updates.tsx';

const route = getRouteApi('/p/$project/datasets');

const EXAMPLE = `kind: Dataset
name: orders
title: Orders by day
uri: s3://lake/orders
---
kind: Workflow
name: orders-daily
tasks:
  load: { type: shell, with: { script: ./load.sh }, produces: [orders] }`;

/** What the tasks of the project bring up to date, and when they last did. */
export function DatasetList() {
  const { t } = useTranslation();
  const place = usePlace();
  const { q = '', name } = route.useSearch();
  const navigate = route.useNavigate();
  const setFilter = useCallback(
    (text: string) => void navigate({ search: text === '' ? {} : { q: text }, replace: true }),
    [navigate],
  );
  useTitle(t('datasets.title'));
  return (
    <div className="page">
      <PageHeader title={t('datasets.title')} />
      <Datasets place={place} q={q} name={name} onFilter={setFilter} />
    </div>
  );
}

interface DatasetsProps {
  readonly place: Place;
  readonly q: string;
  /** Whose updates are shown; it need not be on the pages that are loaded. */
  readonly name: string | undefined;
  readonly onFilter: (text: string) => void;
}

export function Datasets({ place, q, name, onFilter }: DatasetsProps) {
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
          return (
            <Empty title={t('datasets.filtered')}>
              <Button onClick={() => onFilter('')}>{t('action.resetFilters')}</Button>
            </Empty>
          );
        }}
      </QueryView>
      {name !== undefined && <DatasetUpdates key={name} place={place} name={name} />}
    </>
  );
}

function NoDataset() {
  const { t } = useTranslation();
  return (
    <Empty title={t('datasets.empty')} hint={t('datasets.emptyHint')}>
      <CodeBlock text={EXAMPLE} />
    </Empty>
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
      key: 'updated',
      title: t('datasets.updated'),
      cell: ({ lastUpdate }) =>
        lastUpdate ? <Instant at={lastUpdate.at} /> : <span className="soft">{t('datasets.never')}</span>,
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
