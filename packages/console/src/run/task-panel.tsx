import type { Run, TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { artifactsQuery } from '../api/queries.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { QueryView } from '../parts/page.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Chip } from '../shell/chip.tsx';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { ArtifactList } from './artifact-list.tsx';
import { AttemptList } from './attempt-list.tsx';
import { EventList } from './event-list.tsx';
import { TaskApproval, TaskChildren, TaskSignal } from './late.ts';
import { LogView } from './log-view.tsx';
import { type RunView, TABS, type Tab } from './run-view.ts';
import { TaskActions } from './task-actions.tsx';
import { TaskConfig } from './task-config.tsx';
import { TypeGlyph } from './type-glyph.tsx';
import { ValuesView } from './values-view.tsx';
import { waits } from './why-queries.ts';
import { WhyView } from './why-view.tsx';
import './task-panel.css';

interface TaskPanelProps {
  readonly run: Run;
  readonly task: TaskRun;
  readonly view: RunView;
  readonly onView: (change: RunView) => void;
}

export function TaskPanel({ run, task, view, onView }: TaskPanelProps) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  const tab = view.tab ?? 'log';
  const names: Readonly<Record<Tab, string>> = {
    log: t('run.log'),
    attempts: task.attempt > 1 ? `${t('run.attempts')} ${task.attempt}` : t('run.attempts'),
    io: t('run.inOut'),
    events: t('run.events'),
    config: t('run.config'),
  };
  return (
    <section className="task-panel" aria-label={t('run.taskPanel', { task: task.task })}>
      <header className="task-head">
        <TypeGlyph type={task.type} />
        <h2>{task.task}</h2>
        <StateLabel state={task.state} reasonCode={task.reason?.code} />
        <span className="soft">
          <Elapsed from={task.startedAt} to={task.endedAt} />
        </span>
        <CopyButton text={task.id} label={t('action.copyId')} />
        {waits(task) ? (
          <WhyView task={task} />
        ) : (
          task.reason &&
          (task.state !== 'success' || task.reason.code === 'LIMIT_NEAR') && (
            <p className="task-reason">{sentence(task.reason)}</p>
          )
        )}
        <TaskActions run={run} task={task} />
      </header>
      <Suspense>{task.type === 'approval' && <TaskApproval run={run} task={task.task} />}</Suspense>
      <Suspense>{waitsForSignal(task) && <TaskSignal run={run} task={task} />}</Suspense>
      <Suspense>{task.children && <TaskChildren task={task} />}</Suspense>
      <Tabs
        label={t('run.taskPanel', { task: task.task })}
        tabs={TABS.map((key) => ({ key, label: names[key] }))}
        active={tab}
        onChange={(key) => onView({ tab: key })}
      >
        {tab === 'log' && <TaskLog task={task} view={view} onView={onView} />}
        {tab === 'attempts' && <AttemptList task={task} onOpenLog={(attempt) => onView({ tab: 'log', attempt })} />}
        {tab === 'io' && <InOut task={task} />}
        {tab === 'events' && <EventList runId={run.id} task={task.task} />}
        {tab === 'config' && <TaskConfig task={task} />}
      </Tabs>
    </section>
  );
}

const waitsForSignal = ({ state, reason }: TaskRun): boolean => state === 'waiting' && reason?.code === 'DEP_EVENT';

const NEVER_RAN = ['upstream_failed', 'skipped', 'removed'];
const WITHOUT_LOG = ['wait', 'noop', 'switch', 'approval', 'workflow'];

function TaskLog({ task, view, onView }: Omit<TaskPanelProps, 'run'>) {
  const { t } = useTranslation();
  if (task.children) return <p className="tab-note">{t('children.log')}</p>;
  if (WITHOUT_LOG.includes(task.type)) return <p className="tab-note">{t('log.inline')}</p>;
  if (task.attempt === 0)
    return <p className="tab-note">{NEVER_RAN.includes(task.state) ? t('log.neverRan') : t('log.notStarted')}</p>;
  const attempt = Math.min(view.attempt ?? task.attempt, task.attempt);
  const options = Array.from({ length: task.attempt }, (_, n) => String(n + 1)).map((value) => ({
    value,
    label: t('log.attempt', { attempt: value }),
  }));
  return (
    <LogView
      key={`${task.id}-${attempt}`}
      task={task.task}
      taskRunId={task.id}
      attempt={attempt}
      failed={task.state === 'failed' || attempt < task.attempt}
      filter={view}
      onFilter={onView}
    >
      {task.attempt > 1 && (
        <Chip
          label={t('run.attempts')}
          value={String(attempt)}
          options={options}
          onChange={(chosen) => onView({ attempt: Number(chosen) })}
        />
      )}
    </LogView>
  );
}

function InOut({ task }: { task: TaskRun }) {
  const { t } = useTranslation();
  const query = useQuery(artifactsQuery(task.runId));
  return (
    <div className="tab-sections">
      <section>
        <h3>{t('io.output')}</h3>
        <ValuesView values={task.outputs} none={t('io.noOutput')} />
      </section>
      <section>
        <h3>{t('io.artifacts')}</h3>
        <QueryView query={query} rows={2}>
          {({ items }) => <ArtifactList artifacts={items.filter(({ task: name }) => name === task.task)} />}
        </QueryView>
      </section>
      <section>
        <h3>{t('io.input')}</h3>
        <ValuesView values={task.input} none={t('io.noInput')} />
      </section>
    </div>
  );
}
