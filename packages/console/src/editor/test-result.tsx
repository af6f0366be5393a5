import type { Run, TaskRun } from '@carillon/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { isOpenRun, runQuery, tasksQuery } from '../api/queries.ts';
import { ErrorView } from '../parts/page.tsx';
import { type LogFilter, LogView } from '../run/log-view.tsx';
import { ValuesView } from '../run/values-view.tsx';
import { waits } from '../run/why-queries.ts';
import { WhyView } from '../run/why-view.tsx';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import '../run/task-panel.css';

/** What came of a test: how it stands, what it gave, and its log while it grows. */
export function TestResult({ started }: { started: Run }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: run = started } = useQuery(runQuery(started.id));
  const isOpen = isOpenRun(run);
  const { data: tasks } = useQuery(tasksQuery(run.id, isOpen));
  const [task] = tasks?.items ?? [];
  const stop = useMutation({
    mutationFn: () => post<Run>(`/runs/${run.id}/stop`, {}),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['run', run.id] }),
  });
  return (
    <>
      <header className="test-head">
        <StateLabel state={task?.state ?? run.state} reasonCode={task?.reason?.code ?? run.reason?.code} />
        <span className="soft">
          <Elapsed from={run.startedAt ?? run.createdAt} to={run.endedAt} />
        </span>
        <Link to="/p/$project/r/$runId" params={{ project: run.project, runId: run.id }} target="_blank">
          {t('editor.openRun')}
        </Link>
        {isOpen && (
          <Button
            danger
            size="small"
            loading={stop.isPending || run.state === 'stopping'}
            disabled={!run.actions.stop.allowed}
            onClick={() => stop.mutate()}
          >
            {t('action.stop')}
          </Button>
        )}
      </header>
      {stop.error && <ErrorView error={stop.error} />}
      {task && <Told task={task} />}
    </>
  );
}

function Told({ task }: { task: TaskRun }) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  const [filter, setFilter] = useState<LogFilter>({});
  const hasOutputs = Object.keys(task.outputs ?? {}).length > 0;
  return (
    <>
      {waits(task) ? (
        <WhyView task={task} />
      ) : (
        task.reason && task.state !== 'success' && <p className="task-reason">{sentence(task.reason)}</p>
      )}
      {hasOutputs && (
        <details open>
          <summary>{t('io.output')}</summary>
          <ValuesView values={task.outputs} none={t('io.noOutput')} />
        </details>
      )}
      {task.input && (
        <details>
          <summary>{t('io.input')}</summary>
          <ValuesView values={task.input} none={t('io.noInput')} />
        </details>
      )}
      {task.attempt > 0 && (
        <LogView
          key={task.attempt}
          task={task.task}
          taskRunId={task.id}
          attempt={task.attempt}
          failed={task.state === 'failed'}
          filter={filter}
          onFilter={(part) => setFilter({ ...filter, ...part })}
        />
      )}
    </>
  );
}
