import { RUN_STATES, type RunState } from '@carillon/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newestRunsQuery, runsQuery } from '../api/queries.ts';
import { BulkButton, BulksUnderWay } from '../bulk/bulk-entry.tsx';
import { useColumns } from '../parts/columns.ts';
import { Command } from '../parts/copy-button.tsx';
import { exportRows } from '../parts/export-rows.ts';
import { FilterInput } from '../parts/filter-input.tsx';
import { ListTools } from '../parts/list-tools.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { FramedTable } from '../parts/table.tsx';
import { usePlace } from '../shell/place.ts';
import { StateLabel } from '../states/state-label.tsx';
import { SavedViews } from '../views/saved-views.tsx';
import { CompareChosen, useChoiceColumn } from './compare-chosen.tsx';
import { watchRuns } from './new-runs.ts';
import { RUN_AGES, type RunAge } from './run-age.ts';
import { parseRunFilter, type RunFilterSearch } from './run-filter.ts';
import { exportedRun, useRunColumns } from './run-table.tsx';
import './run-list.css';

const route = getRouteApi('/p/$project/r');
const NEWEST = 50;

export function RunList() {
  const { t } = useTranslation();
  const place = usePlace();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const { workflow, state, since } = filter;
  const asked = useMemo(() => ({ workflow, state, since }), [workflow, state, since]);
  const options = runsQuery(place, asked);
  const query = useInfiniteQuery(options);
  const newest = useQuery(newestRunsQuery(place, asked));
  const change = useCallback(
    (part: RunFilterSearch, gone: readonly (keyof RunFilterSearch)[] = []) => {
      void navigate({
        search: (search) =>
          Object.fromEntries(
            Object.entries({ ...search, ...part }).filter(([name]) => !gone.includes(name as keyof RunFilterSearch)),
          ),
        replace: true,
      });
    },
    [navigate],
  );
  const setWorkflow = useCallback(
    (workflow: string) => change({ workflow }, workflow === '' ? ['workflow'] : []),
    [change],
  );
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const columns = useColumns('runs', [useChoiceColumn(chosen, setChosen), ...useRunColumns()]);
  const loaded = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = Object.values(asked).some((part) => part !== undefined);
  useTitle(t('runs.title'));
  return (
    <div className="page">
      <PageHeader title={t('runs.title')} />
      <div className="filters">
        <FilterInput label={t('runs.filterWorkflow')} value={filter.workflow ?? ''} onChange={setWorkflow} />
        <Select<RunState[]>
          mode="multiple"
          className="state-filter"
          aria-label={t('runs.state')}
          placeholder={t('runs.anyState')}
          allowClear
          value={filter.state ?? []}
          onChange={(state) => change({ state }, state.length === 0 ? ['state'] : [])}
          options={RUN_STATES.map((state) => ({ value: state, label: <StateLabel state={state} /> }))}
        />
        <Select<RunAge | ''>
          aria-label={t('runs.since')}
          className="choice"
          value={since ?? ''}
          onChange={(next) => (next === '' ? change({}, ['since']) : change({ since: next }))}
          options={[
            { value: '', label: t('runs.anyTime') },
            ...RUN_AGES.map((age) => ({ value: age, label: t(`runAge.${age}`) })),
          ]}
        />
        {isFiltered && (
          <Button type="link" onClick={() => change({}, ['workflow', 'state', 'since'])}>
            {t('action.resetFilters')}
          </Button>
        )}
        <BulkButton place={place} filter={filter} />
        <ListTools columns={columns} file={(format) => exportRows(loaded.map(exportedRun), format)} fileName="runs">
          <SavedViews
            page="runs"
            search={{ ...parseRunFilter({ ...filter }) }}
            onPick={(search) => void navigate({ search: parseRunFilter(search), replace: true })}
          />
        </ListTools>
      </div>
      <BulksUnderWay place={place} />
      <QueryView query={query}>
        {({ pages }) => {
          const { rows, newer } = watchRuns(
            pages.flatMap(({ items }) => items),
            newest.data?.items ?? [],
          );
          if (rows.length === 0 && newer === 0) return isFiltered ? <Empty title={t('runs.filtered')} /> : <NoRun />;
          return (
            <>
              <output className="new-runs">
                {newer > 0 && (
                  <button type="button" onClick={() => void client.resetQueries({ queryKey: options.queryKey })}>
                    {newer >= NEWEST ? t('runs.newRowsMany', { count: NEWEST }) : t('runs.newRows', { count: newer })}
                  </button>
                )}
              </output>
              <FramedTable columns={columns.shown} rows={rows} rowKey={({ id }) => id} />
              <LoadMore query={query} />
              <CompareChosen
                project={place.project}
                chosen={loaded.map(({ id }) => id).filter((id) => chosen.includes(id))}
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
