import type { Run, TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpenRun, runQuery, tasksQuery } from '../api/queries.ts';
import { workflowSchedulesQuery } from '../api/schedule-queries.ts';
import { FilteredOut, QueryView, useTitle } from '../parts/page.tsx';
import { Split } from '../parts/split.tsx';
import { useOwnEnvironment } from '../shell/own-environment.ts';
import { useOfferZone } from '../time/zone.ts';
import { RunHeader, RunStrip } from './run-header.tsx';
import { RunNeighbours } from './run-neighbours.tsx';
import { RunOverview } from './run-overview.tsx';
import { taskToOpen } from './run-summary.ts';
import { parseRunView, rememberedView, rememberView, type RunView, type View } from './run-view.ts';
import { RunGraphView } from './run-graph-view.tsx';
import { taskChooser } from './task-filter.ts';
import { TaskFilters } from './task-filters.tsx';
import { TaskPanel } from './task-panel.tsx';
import { TaskTable } from './task-table.tsx';
import { TimelineView } from './timeline-view.tsx';
import './run-page.css';

const route = getRouteApi('/p/$project/r/$runId');
const NO_TASKS: readonly TaskRun[] = [];

/** Then the lines that the address marks are still meant. */
const isOfSameLog = (part: RunView): boolean => !('task' in part || 'attempt' in part || 'tab' in part);

export function RunPage() {
  const { runId } = route.useParams();
  const query = useQuery(runQuery(runId));
  return (
    <div className="run-page">
      <QueryView query={query} isPage>
        {(run) => <LoadedRun key={run.id} run={run} />}
      </QueryView>
    </div>
  );
}

function useScheduleZoneOf(run: Run): void {
  const schedules = useQuery(
    workflowSchedulesQuery({ project: run.project, environment: run.environment }, run.workflow),
  );
  useOfferZone(schedules.data?.items[0]?.timezone);
}

function LoadedRun({ run }: { run: Run }) {
  const { t } = useTranslation();
  const asked = route.useSearch();
  const navigate = route.useNavigate();
  const tasksOfRun = useQuery(tasksQuery(run.id, isOpenRun(run)));
  const tasks = tasksOfRun.data?.items ?? NO_TASKS;
  useScheduleZoneOf(run);
  useOwnEnvironment(run.environment);
  useTitle(`${run.workflow} · ${t(`state.${run.state}`)}`);

  const change = useCallback(
    (part: RunView) =>
      void navigate({
        search: (search) => parseRunView({ ...search, ...part }),
        ...(isOfSameLog(part) && { hash: true }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const select = useCallback((task: string, attempt = 0) => change({ task, attempt }), [change]);
  const { q, state } = asked;
  const isShown = useMemo(() => taskChooser({ ...(q !== undefined && { q }), ...(state && { state }) }), [q, state]);
  const shown = useMemo(() => tasks.filter(isShown), [tasks, isShown]);
  const selected = tasks.find(({ task }) => task === asked.task) ?? taskToOpen(run, tasks);
  const view = asked.view ?? rememberedView();
  const choose = (next: View) => {
    rememberView(next);
    change({ view: next });
  };
  const left = (
    <>
      <div className="view-bar">
        <Segmented<View>
          aria-label={t('run.view')}
          value={view}
          onChange={choose}
          options={[
            { value: 'graph', label: t('run.graph') },
            { value: 'timeline', label: t('run.timeline') },
            { value: 'table', label: t('run.table') },
          ]}
        />
        <RunNeighbours run={run} />
      </div>
      {tasks.length > 1 && <TaskFilters tasks={tasks} shown={shown.length} filter={asked} onChange={change} />}
      <QueryView query={tasksOfRun}>
        {() => (
          <div className="view">
            {view === 'graph' && (
              <RunGraphView run={run} tasks={tasks} isShown={isShown} selected={selected?.task} onSelect={select} />
            )}
            {view !== 'graph' && shown.length === 0 && tasks.length > 0 && (
              <FilteredOut title={t('run.noTaskShown')} onReset={() => change({ q: '', state: '' })} />
            )}
            {view === 'timeline' && shown.length > 0 && (
              <TimelineView run={run} tasks={tasks} isShown={isShown} selected={selected?.task} onSelect={select} />
            )}
            {view === 'table' && shown.length > 0 && (
              <TaskTable tasks={shown} selected={selected?.task} onSelect={select} />
            )}
          </div>
        )}
      </QueryView>
    </>
  );
  const right = selected ? (
    <TaskPanel key={selected.id} run={run} task={selected} view={asked} onView={change} />
  ) : (
    <RunOverview run={run} />
  );
  return (
    <>
      <RunHeader run={run} tasks={tasks} />
      <RunStrip run={run} tasks={tasks} onSelect={select} />
      <Split id="run" label={t('run.splitter')} left={left} right={right} />
    </>
  );
}
