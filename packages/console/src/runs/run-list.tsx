import type { Run } from '@carillon/protocol';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readRuns } from '../api/queries.ts';
import { ActOnRuns, BulksUnderWay } from '../bulk/bulk-entry.tsx';
import { useChoiceColumn } from '../parts/choice-column.tsx';
import { useColumns } from '../parts/columns.ts';
import { Command } from '../parts/copy-button.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { ListTools } from '../parts/list-tools.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, FilteredOut, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { readAllRows } from '../parts/read-all-rows.ts';
import { StrangeFilters } from '../parts/strange-filters.tsx';
import { LongTable } from '../parts/long-table.tsx';
import { usePlace } from '../shell/place.ts';
import { SavedViews } from '../views/saved-views.tsx';
import { ChosenRuns } from './chosen-runs.tsx';
import { looksPast, parseRunFilter, type RunFilterSearch } from './run-filter.ts';
import { RunFilters } from './run-filters.tsx';
import { exportedRun, useRunColumns } from './run-table.tsx';
import { useWatchedRuns } from './watched-runs.ts';
import './run-list.css';

const route = getRouteApi('/p/$project/r');
const NEWEST = 50;

export function RunList() {
  const { t } = useTranslation();
  const place = usePlace();
  const search = route.useSearch();
  const filter = useMemo(() => parseRunFilter({ ...search }), [search]);
  const navigate = route.useNavigate();
  const { query, rows, unseen, reload } = useWatchedRuns(place, filter);
  const setFilter = useCallback(
    (next: RunFilterSearch) => void navigate({ search: parseRunFilter({ ...next }), replace: true }),
    [navigate],
  );
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choice = useChoiceColumn<Run>({
    chosen,
    onChoose: setChosen,
    idOf: ({ id }) => id,
    nameOf: ({ workflow, logicalDate }) => [workflow, logicalDate].filter(Boolean).join(' '),
  });
  const columns = useColumns('runs', [choice, ...useRunColumns()]);
  const isFiltered = Object.keys(filter).length > 0;
  useTitle(t('runs.title'));
  return (
    <div className="page">
      <PageHeader title={t('runs.title')}>
        <LinkButton to="/p/$project/bulk" params={{ project: place.project }}>
          {t('bulk.list')}
        </LinkButton>
      </PageHeader>
      <div className="filters">
        <RunFilters filter={filter} onChange={setFilter} />
        <ActOnRuns place={place} of={{ filter }} text={t('bulk.open')} />
        <ListTools
          columns={columns}
          source={{ rows: () => readAllRows(readRuns(place, filter), exportedRun) }}
          fileName="runs"
        >
          <SavedViews page="runs" search={{ ...filter }} onPick={(search) => setFilter(parseRunFilter(search))} />
        </ListTools>
      </div>
      <StrangeFilters written={search} known={filter} onDrop={() => setFilter(filter)} />
      <BulksUnderWay place={place} />
      <QueryView query={query}>
        {() => {
          if (rows.length === 0 && unseen === 0 && !query.hasNextPage)
            return isFiltered ? <FilteredOut title={t('runs.filtered')} onReset={() => setFilter({})} /> : <NoRun />;
          return (
            <>
              <output className="new-runs">
                {unseen > 0 && (
                  <button type="button" onClick={reload}>
                    {unseen >= NEWEST ? t('runs.newRowsMany', { count: NEWEST }) : t('runs.newRows', { count: unseen })}
                  </button>
                )}
              </output>
              {rows.length === 0 ? (
                <Empty title={t('runs.noneYet')} />
              ) : (
                <LongTable columns={columns.shown} rows={rows} rowKey={({ id }) => id} />
              )}
              <LoadMore query={query} {...(looksPast(filter) && { text: t('runs.lookFurther') })} />
              <ChosenRuns
                place={place}
                chosen={rows.filter(({ id }) => chosen.includes(id))}
                onClear={() => setChosen([])}
              />
            </>
          );
        }}
      </QueryView>
    </div>
  );
}

function NoRun() {
  const { t } = useTranslation();
  return (
    <Empty title={t('runs.empty')} hint={t('runs.emptyHint')}>
      <Command text="npx carillon run start daily-report --follow" />
    </Empty>
  );
}
