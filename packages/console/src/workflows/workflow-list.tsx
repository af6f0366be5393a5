import type { Workflow } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readWorkflows, workflowsQuery } from '../api/queries.ts';
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
import { StartDialog } from '../start/start-dialog.tsx';
import { SavedViews } from '../views/saved-views.tsx';
import { useWorkflowColumns } from './workflow-columns.tsx';
import { ActOnWorkflows, ChosenWorkflows } from './chosen-workflows.tsx';
import { DraftList } from './draft-list.tsx';
import { askedWorkflows, exportedWorkflow, parseWorkflowFilter, type WorkflowFilterSearch } from './workflow-filter.ts';
import { WorkflowFilters } from './workflow-filters.tsx';

const route = getRouteApi('/p/$project/w');

export function WorkflowList() {
  const { t } = useTranslation();
  const place = usePlace();
  const written = route.useSearch();
  const search = parseWorkflowFilter({ ...written });
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(workflowsQuery(place, askedWorkflows(search)));
  const [starting, setStarting] = useState<string>();
  const setSearch = useCallback(
    (next: WorkflowFilterSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const onTag = (tag: string) => setSearch({ ...search, tag });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choice = useChoiceColumn<Workflow>({
    chosen,
    onChoose: setChosen,
    idOf: ({ name }) => name,
    nameOf: ({ name }) => name,
  });
  const columns = useColumns('workflows', [choice, ...useWorkflowColumns({ onStart: setStarting, onTag })]);
  const shown = query.data?.pages.flatMap(({ items }) => items) ?? [];
  useTitle(t('workflows.title'));
  return (
    <div className="page">
      <PageHeader title={t('workflows.title')}>
        <LinkButton isMain to="/p/$project/w/new" params={{ project: place.project }}>
          {t('editor.new')}
        </LinkButton>
      </PageHeader>
      <div className="filters">
        <WorkflowFilters place={place} search={search} onChange={setSearch} />
        <span className="counted">
          {query.data && (
            <span className="soft">
              {t(query.hasNextPage ? 'workflows.shownFirst' : 'workflows.shown', { count: shown.length })}
            </span>
          )}
          <ActOnWorkflows place={place} of={{ search }} text={t('bulk.open')} />
        </span>
        <ListTools
          columns={columns}
          source={{ rows: () => readAllRows(readWorkflows(place, askedWorkflows(search)), exportedWorkflow) }}
          fileName="workflows"
        >
          <SavedViews
            page="workflows"
            search={{ ...search }}
            onPick={(picked) => setSearch(parseWorkflowFilter(picked))}
          />
        </ListTools>
      </div>
      <DraftList place={place} />
      <StrangeFilters written={written} known={search} onDrop={() => setSearch(search)} />
      <QueryView query={query}>
        {() => {
          if (shown.length === 0)
            return Object.keys(search).length > 0 ? (
              <FilteredOut title={t('workflows.filtered')} onReset={() => setSearch({})} />
            ) : (
              <NoWorkflow />
            );
          return (
            <>
              <LongTable columns={columns.shown} rows={shown} rowKey={({ id }) => id} />
              <LoadMore query={query} />
              <ChosenWorkflows
                place={place}
                chosen={shown.map(({ name }) => name).filter((name) => chosen.includes(name))}
                onClear={() => setChosen([])}
              />
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
