import type { WorkflowDocument } from '@carillon/core';
import type { RerunRun, Run, TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { versionQuery, workflowQuery } from '../api/queries.ts';
import { ChoiceList } from '../parts/choice-list.tsx';
import { shellWord } from '../parts/shell-word.ts';
import { ParamDetails } from '../start/param-details.tsx';
import { valueText, withValues } from '../start/param-fields.ts';
import { useParamForm } from '../start/param-form.tsx';
import { RunChangeDialog } from './run-change-dialog.tsx';

interface RerunDialogProps {
  readonly run: Run;
  readonly tasks: readonly TaskRun[];
  readonly onClose: () => void;
}

type Scope = NonNullable<RerunRun['scope']>;
type Version = Extract<RerunRun['version'], string>;

/** A finished run again: how much of it, in which version, with which inputs. */
export function RerunDialog({ run, tasks, onClose }: RerunDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const place = { project: run.project, environment: run.environment };
  const [scope, setScope] = useState<Scope>(run.state === 'success' ? 'all' : 'failed');
  const [version, setVersion] = useState<Version>('same');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [downstream, setDownstream] = useState(true);
  const live = useQuery(workflowQuery(place, run.workflow));
  const number = version === 'same' ? run.version : live.data?.version;
  const { data } = useQuery({
    ...versionQuery(place, run.workflow, number ?? 0),
    enabled: number !== undefined,
  });
  const document = data?.document as unknown as WorkflowDocument | undefined;
  const declared = useMemo(() => withValues(document?.params ?? {}, run.params), [document, run.params]);
  const form = useParamForm(declared);
  const params = Object.entries(form.params);
  const isComplete = (scope !== 'tasks' || chosen.length > 0) && form.isRight;
  const body: RerunRun = {
    scope,
    version,
    ...(scope === 'tasks' && { tasks: [...chosen], downstream }),
    ...(params.length > 0 && { params: form.params }),
  };
  return (
    <RunChangeDialog
      title={t('change.rerunTitle', { workflow: run.workflow })}
      submit={t('change.rerunSubmit')}
      path={`/runs/${run.id}/rerun`}
      body={isComplete ? body : undefined}
      cli={[
        `npx carillon run rerun ${run.id}`,
        ...(scope === 'failed' ? ['--from failed'] : []),
        ...(scope === 'tasks'
          ? [`--task ${shellWord(chosen.join(','))}`, ...(downstream ? ['--downstream'] : [])]
          : []),
        ...(version === 'latest' ? ['--version latest'] : []),
        ...params.map(([key, value]) => `-p ${shellWord(`${key}=${valueText(value)}`)}`),
      ].join(' ')}
      onClose={onClose}
    >
      <ChoiceList<Scope>
        label={t('change.scope')}
        value={scope}
        onChange={setScope}
        choices={[
          { value: 'failed', label: t('change.scopeFailed'), hint: t('change.scopeFailedHint') },
          { value: 'all', label: t('change.scopeAll'), hint: t('change.scopeAllHint') },
          { value: 'tasks', label: t('change.scopeTasks'), hint: t('change.scopeTasksHint') },
        ]}
      />
      {scope === 'tasks' && (
        <div className="field">
          <label htmlFor={`${id}-tasks`}>{t('change.tasks')}</label>
          <Select<string[]>
            id={`${id}-tasks`}
            mode="multiple"
            value={[...chosen]}
            onChange={setChosen}
            options={tasks.map(({ task }) => ({ value: task, label: task }))}
          />
          <label>
            <input type="checkbox" checked={downstream} onChange={(event) => setDownstream(event.target.checked)} />{' '}
            {t('change.downstream')}
          </label>
        </div>
      )}
      <ChoiceList<Version>
        label={t('change.version')}
        value={version}
        onChange={setVersion}
        inline
        choices={[
          { value: 'same', label: t('change.same', { version: run.version }) },
          { value: 'latest', label: t('change.latest', { version: live.data?.version ?? '…' }) },
        ]}
      />
      <ParamDetails form={form} summary={t('change.inputs')} />
    </RunChangeDialog>
  );
}
