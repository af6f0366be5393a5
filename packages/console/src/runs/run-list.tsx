import { RUN_STATES, type RunState } from '@carillon/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { newestRunsQuery, runsQuery } from '../api/queries.ts';
import { BulkButton, BulksUnderWay } from '../bulk/bulk-entry.tsx';
import { Command } from '../parts/copy-button.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { usePlace } from '../shell/place.ts';
import { StateLabel } from '../states/state-label.tsx';
import { watchRuns } from './new-runs.ts';
import type { RunFilterSearch } from './run-filter.ts';
import { RunTable } from './run-table.tsx';
import './run-list.css';

const route = getRouteApi('/p/$project/r');
const NEWEST = 50;

export function RunList() {
  const { t } = useTranslation();
  const place = usePlace();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const asked = useMemo(() => ({ workflow: filter.workflow, state: filter.state }), [filter.workflow, filter.state]);
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
  const isFiltered = filter.workflow !== undefined || filter.state !== undefined;
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
        {isFiltered && (
          <Button type="link" onClick={() => change({}, ['workflow', 'state'])}>
            {t('action.resetFilters')}
          </Button>
        )}
        <BulkButton place={place} filter={filter} />
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
              <RunTable runs={rows} />
              <LoadMore query={query} />
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
