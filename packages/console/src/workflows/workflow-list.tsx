import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { workflowSearchQuery, workflowsQuery } from '../api/queries.ts';
import { Command } from '../parts/copy-button.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { useColumns } from '../parts/columns.ts';
import { exportRows } from '../parts/export-rows.ts';
import { ListTools } from '../parts/list-tools.tsx';
import { FramedTable } from '../parts/table.tsx';
import { usePlace } from '../shell/place.ts';
import { StartDialog } from '../start/start-dialog.tsx';
import { SavedViews } from '../views/saved-views.tsx';
import { useWorkflowColumns } from './workflow-columns.tsx';
import { exportedWorkflow, searchWorkflows } from './workflow-filter.ts';

const route = getRouteApi('/p/$project/w');

export function WorkflowList() {
  const { t } = useTranslation();
  const place = usePlace();
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(workflowsQuery(place));
  const found = useQuery({ ...workflowSearchQuery(place, q), enabled: q !== '' && query.hasNextPage });
  const [starting, setStarting] = useState<string>();
  const setFilter = useCallback(
    (text: string) => void navigate({ search: text === '' ? {} : { q: text }, replace: true }),
    [navigate],
  );
  const columns = useColumns('workflows', useWorkflowColumns({ onStart: setStarting, onTag: setFilter }));
  useTitle(t('workflows.title'));
  return (
    <div className="page">
      <PageHeader title={t('workflows.title')}>
        <LinkButton type="primary" to="/p/$project/w/new" params={{ project: place.project }}>
          {t('editor.new')}
        </LinkButton>
      </PageHeader>
      <QueryView query={query}>
        {({ pages }) => {
          const loaded = pages.flatMap(({ items }) => items);
          if (loaded.length === 0) return <NoWorkflow />;
          const shown = searchWorkflows(loaded, found.data?.items ?? [], q);
          return (
            <>
              <div className="filters">
                <FilterInput label={t('workflows.filter')} value={q} onChange={setFilter} />
                <span className="soft">
                  {t(query.hasNextPage ? 'workflows.shownFirst' : 'workflows.shown', { count: shown.length })}
                  {query.hasNextPage && q !== '' && ` · ${t('workflows.searched', { count: loaded.length })}`}
                </span>
                <ListTools
                  columns={columns}
                  file={(format) => exportRows(shown.map(exportedWorkflow), format)}
                  fileName="workflows"
                >
                  <SavedViews
                    page="workflows"
                    search={q === '' ? {} : { q }}
                    onPick={(search) => setFilter(typeof search['q'] === 'string' ? search['q'] : '')}
                  />
                </ListTools>
              </div>
              {shown.length === 0 ? (
                <Empty title={t('workflows.filtered')}>
                  <Button onClick={() => setFilter('')}>{t('action.resetFilters')}</Button>
                </Empty>
              ) : (
                <FramedTable columns={columns.shown} rows={shown} rowKey={({ id }) => id} />
              )}
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
      {starting !== undefined && (
        <StartDialog place={place} workflow={starting} onClose={() => setStarting(undefined)} />
      )}
    </div>
  );
}

function NoWorkflow() {
  const { t } = useTranslation();
  return (
    <Empty title={t('workflows.empty')} hint={t('workflows.emptyHint')}>
      <Command text="npx carillon apply -f workflow.yaml" />
    </Empty>
  );
}
