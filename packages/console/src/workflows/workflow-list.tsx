import type { Workflow } from '@carillon/protocol';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { workflowSearchQuery, workflowsQuery } from '../api/queries.ts';
import { Command } from '../parts/copy-button.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { Icon } from '../parts/icon.tsx';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { usePlace } from '../shell/place.ts';
import { StartDialog } from '../start/start-dialog.tsx';
import { Instant } from '../time/instant.tsx';
import { RunBars } from './run-bars.tsx';
import { searchWorkflows } from './workflow-filter.ts';

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
  useTitle(t('workflows.title'));
  return (
    <div className="page">
      <PageHeader title={t('workflows.title')} />
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
              </div>
              {shown.length === 0 ? (
                <Empty title={t('workflows.filtered')}>
                  <Button onClick={() => setFilter('')}>{t('action.resetFilters')}</Button>
                </Empty>
              ) : (
                <WorkflowTable workflows={shown} onStart={setStarting} onTag={setFilter} />
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

interface TableProps {
  readonly workflows: readonly Workflow[];
  readonly onStart: (workflow: string) => void;
  readonly onTag: (tag: string) => void;
}

function WorkflowTable({ workflows, onStart, onTag }: TableProps) {
  const { t } = useTranslation();
  const columns: readonly Column<Workflow>[] = [
    { key: 'name', title: t('workflows.name'), cellClassName: 'name', cell: nameCell },
    {
      key: 'schedule',
      title: t('workflows.schedule'),
      className: 'medium',
      cell: (workflow) => <Schedules workflow={workflow} />,
    },
    {
      key: 'nextFire',
      title: t('workflows.nextFire'),
      className: 'medium',
      cell: ({ nextFireAt }) => <Instant at={nextFireAt} />,
    },
    {
      key: 'lastRuns',
      title: t('workflows.lastRuns'),
      cellClassName: 'tight',
      cell: ({ project, lastRuns }) => <RunBars project={project} runs={lastRuns} />,
    },
    {
      key: 'owner',
      title: t('workflows.owner'),
      className: 'wide',
      cellClassName: 'soft',
      cell: ({ owner }) => owner ?? t('workflows.noOwner'),
    },
    {
      key: 'tags',
      title: t('workflows.tags'),
      className: 'wide',
      cell: ({ tags }) => <Tags tags={tags} onTag={onTag} />,
    },
    {
      key: 'start',
      title: <span className="visually-hidden">{t('action.start')}</span>,
      className: 'tight',
      cell: ({ name, actions }) => (
        <Button
          size="small"
          disabled={!actions.start.allowed}
          title={actions.start.reason ?? ''}
          icon={<Icon name="play" size={12} />}
          aria-label={t('action.startWorkflow', { workflow: name })}
          onClick={() => onStart(name)}
        >
          <span className="medium">{t('action.start')}</span>
        </Button>
      ),
    },
  ];
  return <FramedTable columns={columns} rows={workflows} rowKey={({ id }) => id} />;
}

function nameCell({ project, name, version, title }: Workflow) {
  return (
    <>
      <Link to="/p/$project/w/$workflow" params={{ project, workflow: name }}>
        {name}
      </Link>
      <span className="version">@{version}</span>
      {title !== undefined && <div className="workflow-title">{title}</div>}
    </>
  );
}

function Tags({ tags, onTag }: { tags: readonly string[]; onTag: (tag: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className="tags">
      {tags.map((tag) => (
        <button
          key={tag}
          type="button"
          className="tag"
          aria-label={t('workflows.byTag', { tag })}
          onClick={() => onTag(tag)}
        >
          {tag}
        </button>
      ))}
    </div>
  );
}

function Schedules({ workflow: { schedules } }: { workflow: Workflow }) {
  const { t } = useTranslation();
  const [first, ...more] = schedules;
  if (!first) return <span className="soft">{t('workflows.none')}</span>;
  return (
    <>
      <code>{first.expression}</code>{' '}
      <span className="soft nowrap">
        {first.timezone}
        {more.length > 0 && ` ${t('workflows.moreSchedules', { count: more.length })}`}
      </span>
    </>
  );
}
