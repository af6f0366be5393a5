import type { WorkflowDocument } from '@carillon/core';
import type { Workflow } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newestRunsQuery, type Place, schedulesQuery, versionQuery, workflowQuery } from '../api/queries.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { Icon } from '../parts/icon.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { shapeOf } from '../run/graph-layout.ts';
import { type GraphTask, TaskGraph } from '../run/task-graph.tsx';
import { RunTable } from '../runs/run-table.tsx';
import { usePlace } from '../shell/place.ts';
import { StartDialog } from '../start/start-dialog.tsx';
import { ScheduleStateLabel } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';
import { useOfferZone } from '../time/zone.ts';
import { ParamTable } from './param-table.tsx';
import { RunBars } from './run-bars.tsx';
import { VersionList } from './version-list.tsx';
import './workflow-page.css';

const route = getRouteApi('/p/$project/w/$workflow');
const RECENT = 10;
const SMALL_GRAPH = 4;

export function WorkflowPage() {
  const { workflow: name } = route.useParams();
  const place = usePlace();
  const query = useQuery(workflowQuery(place, name));
  return (
    <div className="page">
      <QueryView query={query}>
        {(workflow) => <LoadedWorkflow key={workflow.id} workflow={workflow} place={place} />}
      </QueryView>
    </div>
  );
}

function LoadedWorkflow({ workflow, place }: { workflow: Workflow; place: Place }) {
  const { t } = useTranslation();
  const [starting, setStarting] = useState(false);
  const version = useQuery(versionQuery(place, workflow.name, workflow.version));
  useTitle(workflow.name);
  useOfferZone(workflow.schedules[0]?.timezone);
  const { start } = workflow.actions;
  return (
    <>
      <PageHeader
        title={
          <>
            {workflow.name}
            <span className="version">@{workflow.version}</span>
          </>
        }
        note={[workflow.title, workflow.description].filter(Boolean).join(' · ') || undefined}
      >
        <Button
          type="primary"
          disabled={!start.allowed}
          title={start.reason ?? ''}
          icon={<Icon name="play" size={14} />}
          onClick={() => setStarting(true)}
        >
          {t('action.start')}
        </Button>
      </PageHeader>
      <Summary workflow={workflow} />
      <div className="workflow-grid">
        <section className="panel graph-panel">
          <h2>
            {t('workflow.graph')} <small className="soft">{t('workflow.tasks', { count: workflow.tasks })}</small>
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
      <Schedules workflow={workflow} place={place} />
      <VersionList workflow={workflow} place={place} />
      {starting && <StartDialog place={place} workflow={workflow.name} onClose={() => setStarting(false)} />}
    </>
  );
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
            <Instant at={workflow.nextFireAt} />
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
                search={{ q: tag }}
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

const EXAMPLE_SCHEDULE = 'schedule: { cron: "10 0 * * *", timezone: Asia/Shanghai }';

function Schedules({ workflow, place }: { workflow: Workflow; place: Place }) {
  const { t } = useTranslation();
  const query = useQuery(schedulesQuery(place));
  return (
    <section className="panel">
      <h2>{t('workflow.schedules')}</h2>
      <QueryView query={query} rows={2}>
        {({ items }) => {
          const own = items.filter(({ workflow: name }) => name === workflow.name);
          if (own.length === 0) {
            return (
              <div className="panel-note">
                <p className="soft">{t('workflow.noScheduleHint')}</p>
                <CodeBlock text={EXAMPLE_SCHEDULE} />
              </div>
            );
          }
          return (
            <div className="table-frame">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t('workflows.name')}</th>
                    <th scope="col">{t('runs.state')}</th>
                    <th scope="col">{t('workflow.cron')}</th>
                    <th scope="col" className="medium">
                      {t('workflow.zone')}
                    </th>
                    <th scope="col">{t('workflows.nextFire')}</th>
                  </tr>
                </thead>
                <tbody>
                  {own.map((schedule) => (
                    <tr key={schedule.id}>
                      <td className="name">{schedule.name}</td>
                      <td>
                        <ScheduleStateLabel state={schedule.state} />
                        {schedule.reason !== undefined && <div className="workflow-title">{schedule.reason.text}</div>}
                      </td>
                      <td>
                        <code>{schedule.expression}</code>
                      </td>
                      <td className="medium">{schedule.timezone}</td>
                      <td>
                        <Instant at={schedule.nextFireAt} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          );
        }}
      </QueryView>
    </section>
  );
}
