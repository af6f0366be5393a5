import type { WorkflowDocument } from '@carillon/core';
import type { Workflow } from '@carillon/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newestRunsQuery, type Place, versionQuery, workflowQuery } from '../api/queries.ts';
import { LinkButton } from '../parts/link-button.tsx';
import { loadedLater } from '../parts/loaded-later.tsx';
import { Empty, PageHeader, QueryView, Skeleton, useTitle } from '../parts/page.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { ActionButton } from '../parts/action-button.tsx';
import { shapeOf } from '../run/graph-shape.ts';
import { TaskGraph } from '../run/late.ts';
import type { GraphTask } from '../run/task-graph.tsx';
import { RunTable } from '../runs/run-table.tsx';
import { ScheduleReasonText } from '../schedule/schedule-reason.tsx';
import { usePlace } from '../shell/place.ts';
import { StartDialog } from '../start/start-dialog.tsx';
import { Instant } from '../time/instant.tsx';
import { useOfferZone } from '../time/zone.ts';
import { matrixQuery } from './matrix-query.ts';
import { NextFiring } from './next-firing.tsx';
import { ParamTable } from './param-table.tsx';
import { RunBars } from './run-bars.tsx';
import { VersionList } from './version-list.tsx';
import { WORKFLOW_TABS, type WorkflowTab } from './workflow-view.ts';
import './workflow-page.css';

const route = getRouteApi('/p/$project/w/$workflow');
const WorkflowSchedules = lazy(async () => ({
  default: (await import('./workflow-schedules.tsx')).WorkflowSchedules,
}));
const WorkflowAlerts = lazy(async () => ({ default: (await import('./workflow-alerts.tsx')).WorkflowAlerts }));
const BackfillList = lazy(async () => ({ default: (await import('../backfill/backfill-list.tsx')).BackfillList }));
const loadMatrix = async () => (await import('./run-matrix.tsx')).RunMatrixView;
const RunMatrixView = loadedLater(loadMatrix);
const BackfillDialog = lazy(async () => ({
  default: (await import('../backfill/backfill-dialog.tsx')).BackfillDialog,
}));
const WorkflowHoldDialog = lazy(async () => ({
  default: (await import('./workflow-hold-dialog.tsx')).WorkflowHoldDialog,
}));
const RECENT = 10;
const SMALL_GRAPH = 4;

export function WorkflowPage() {
  const { workflow: name } = route.useParams();
  const place = usePlace();
  const { tab } = route.useSearch();
  const client = useQueryClient();
  const query = useQuery(workflowQuery(place, name));
  // What the tab is made of is asked for beside the workflow, not behind it.
  useEffect(() => {
    if (tab !== 'matrix') return;
    void loadMatrix();
    void client.prefetchQuery(matrixQuery(place, name));
  }, [client, place, name, tab]);
  return (
    <div className="page">
      <QueryView query={query} isPage>
        {(workflow) => <LoadedWorkflow key={workflow.id} workflow={workflow} place={place} />}
      </QueryView>
    </div>
  );
}

function LoadedWorkflow({ workflow, place }: { workflow: Workflow; place: Place }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'start' | 'backfill' | 'pause' | 'resume'>();
  const close = () => setAsked(undefined);
  const { version, tab = version === undefined ? 'summary' : 'versions' } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle(workflow.name);
  useOfferZone(workflow.schedules[0]?.timezone);
  const { start } = workflow.actions;
  const hold = workflow.paused ? 'resume' : 'pause';
  const names: Readonly<Record<WorkflowTab, string>> = {
    summary: t('workflow.summary'),
    matrix: t('workflow.matrix'),
    schedule: t('workflows.schedule'),
    backfills: t('schedules.backfills'),
    alerts: t('alerts.title'),
    versions: t('workflow.versions'),
  };
  return (
    <>
      <PageHeader
        title={
          <>
            {workflow.name}
            <span className="version">@{workflow.version}</span>
          </>
        }
        note={
          <>
            {[workflow.title, workflow.description].filter(Boolean).join(' · ')}
            {workflow.pause && <Paused pause={workflow.pause} />}
          </>
        }
      >
        <LinkButton to="/p/$project/w/$workflow/edit" params={{ project: workflow.project, workflow: workflow.name }}>
          {t('editor.edit')}
        </LinkButton>
        {workflow.schedules.length > 0 && (
          <ActionButton
            action={workflow.actions[hold]}
            text={t(hold === 'resume' ? 'schedule.resume' : 'schedule.pause')}
            icon={hold}
            onClick={() => setAsked(hold)}
          />
        )}
        <ActionButton action={start} text={t('backfill.open')} onClick={() => setAsked('backfill')} />
        <ActionButton
          type="primary"
          icon="play"
          action={start}
          text={t('action.start')}
          onClick={() => setAsked('start')}
        />
      </PageHeader>
      <div className="page-tabs">
        <Tabs
          label={workflow.name}
          tabs={WORKFLOW_TABS.map((key) => ({ key, label: names[key] }))}
          active={tab}
          onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        >
          {tab === 'summary' && <WorkflowSummary workflow={workflow} place={place} />}
          {tab === 'matrix' && <RunMatrixView workflow={workflow.name} place={place} />}
          <Suspense fallback={<Skeleton />}>
            {tab === 'schedule' && <WorkflowSchedules workflow={workflow} place={place} />}
            {tab === 'backfills' && <BackfillList place={place} workflow={workflow.name} />}
            {tab === 'alerts' && <WorkflowAlerts workflow={workflow.name} place={place} />}
          </Suspense>
          {tab === 'versions' && <VersionList workflow={workflow} place={place} />}
        </Tabs>
      </div>
      {asked === 'start' && <StartDialog place={place} workflow={workflow.name} onClose={close} />}
      <Suspense>
        {asked === 'backfill' && <BackfillDialog place={place} workflow={workflow.name} onClose={close} />}
        {(asked === 'pause' || asked === 'resume') && (
          <WorkflowHoldDialog workflow={workflow} place={place} verb={asked} onClose={close} />
        )}
      </Suspense>
    </>
  );
}

function WorkflowSummary({ workflow, place }: { workflow: Workflow; place: Place }) {
  const { t } = useTranslation();
  const version = useQuery(versionQuery(place, workflow.name, workflow.version));
  return (
    <>
      <Summary workflow={workflow} />
      <div className="workflow-grid">
        <section className="panel graph-panel">
          <h2 className="panel-title">
            <span>
              {t('workflow.graph')} <small className="soft">{t('workflow.tasks', { count: workflow.tasks })}</small>
            </span>
            <Link
              to="/p/$project/datasets"
              params={{ project: workflow.project }}
              search={{ view: 'lineage', workflow: workflow.name }}
            >
              {t('datasets.lineage')}
            </Link>
          </h2>
          <QueryView query={version}>
            {({ document }) => <DefinitionGraph document={document as unknown as WorkflowDocument} />}
          </QueryView>
        </section>
        <section className="panel">
          <h2>{t('workflow.params')}</h2>
          <QueryView query={version} rows={3}>
            {({ document }) => <ParamTable params={(document as unknown as WorkflowDocument).params ?? {}} />}
          </QueryView>
        </section>
      </div>
      <RecentRuns workflow={workflow} place={place} />
    </>
  );
}

function Paused({ pause }: { pause: NonNullable<Workflow['pause']> }) {
  const { t } = useTranslation();
  const paused = t('scheduleState.paused');
  const text = pause.text === undefined ? paused : t('workflow.pausedBecause', { text: pause.text });
  return <ScheduleReasonText reason={{ ...pause, text }} />;
}

function Summary({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation();
  return (
    <dl className="summary">
      <div>
        <dt>{t('workflows.lastRuns')}</dt>
        <dd>
          <RunBars project={workflow.project} runs={workflow.lastRuns} />
        </dd>
      </div>
      <div>
        <dt>{t('workflows.nextFire')}</dt>
        <dd>
          {workflow.schedules.length === 0 ? (
            <span className="soft">{t('workflows.none')}</span>
          ) : (
            <NextFiring workflow={workflow} />
          )}
        </dd>
      </div>
      <div>
        <dt>{t('workflow.owner')}</dt>
        <dd>{workflow.owner ?? <span className="soft">{t('workflows.noOwner')}</span>}</dd>
      </div>
      <div>
        <dt>{t('workflow.updated')}</dt>
        <dd>
          <Instant at={workflow.updatedAt} />
        </dd>
      </div>
      {workflow.tags.length > 0 && (
        <div>
          <dt>{t('workflows.tags')}</dt>
          <dd className="tags">
            {workflow.tags.map((tag) => (
              <Link
                key={tag}
                className="tag"
                to="/p/$project/w"
                params={{ project: workflow.project }}
                search={{ tag }}
              >
                {tag}
              </Link>
            ))}
          </dd>
        </div>
      )}
      {workflow.lifecycle !== 'active' && (
        <div>
          <dt>{t('runs.state')}</dt>
          <dd>{t(`lifecycle.${workflow.lifecycle}`, { defaultValue: workflow.lifecycle })}</dd>
        </div>
      )}
    </dl>
  );
}

function DefinitionGraph({ document }: { document: WorkflowDocument }) {
  const { t } = useTranslation();
  const shape = useMemo(() => shapeOf(document.tasks), [document]);
  const infos = useMemo(
    () =>
      new Map(
        Object.entries(document.tasks).map(([task, { type, title }]): [string, GraphTask] => [
          task,
          { task, type, title },
        ]),
      ),
    [document],
  );
  return (
    <div className={shape.nodes.length <= SMALL_GRAPH ? 'definition-graph is-small' : 'definition-graph'}>
      <TaskGraph shape={shape} tasks={infos} label={t('workflow.graph')} />
      <ul className="visually-hidden">
        {Object.entries(document.tasks).map(([task, { type, needs = [] }]) => (
          <li key={task}>
            {[task, `${t('workflow.type')}: ${type}`, needs.length > 0 && `${t('workflow.needs')}: ${needs.join(', ')}`]
              .filter(Boolean)
              .join('; ')}
          </li>
        ))}
      </ul>
    </div>
  );
}

function RecentRuns({ workflow, place }: { workflow: Workflow; place: Place }) {
  const { t } = useTranslation();
  const query = useQuery(newestRunsQuery(place, { workflow: workflow.name }, RECENT));
  return (
    <section className="panel">
      <h2 className="panel-title">
        {t('workflow.recentRuns')}
        <Link to="/p/$project/r" params={{ project: workflow.project }} search={{ workflow: workflow.name }}>
          {t('workflow.allRuns')}
        </Link>
      </h2>
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title={t('workflow.neverRun')}
              hint={t(workflow.schedules.length > 0 ? 'workflow.neverRunHint' : 'workflow.neverRunNoSchedule')}
            />
          ) : (
            <RunTable runs={items} ofOneWorkflow />
          )
        }
      </QueryView>
    </section>
  );
}
