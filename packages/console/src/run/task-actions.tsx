import type { Run, TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpenRun, taskRunQuery } from '../api/queries.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { HoldDialog } from '../parts/hold-dialog.tsx';
import { RunChangeDialog } from './run-change-dialog.tsx';
import './run-change.css';

type Asked = 'pause' | 'resume' | 'retry' | 'clear' | 'success' | 'failed' | 'skip';

/** What may be done with one task: in its run while that is open, in a new one afterwards. */
export function TaskActions({ run, task }: { run: Run; task: TaskRun }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked>();
  const { data } = useQuery(taskRunQuery(run.id, task.id, isOpenRun(run)));
  const actions = data?.actions;
  if (!actions) return null;
  const close = () => setAsked(undefined);
  const isOpen = isOpenRun(run);
  const hold = data.paused ? 'resume' : 'pause';
  const name = task.task;
  const words = {
    pause: t('change.pauseTask'),
    resume: t('change.resumeTask'),
    retry: t('change.retry'),
    clear: isOpen ? t('change.clear') : t('change.rerunTask'),
    success: t('change.markSuccess'),
    failed: t('change.markFailed'),
    skip: t('change.skip'),
  };
  const holds = {
    pause: t('change.pauseTaskEffect'),
    resume: t('change.resumeTaskEffect'),
    retry: t('change.retryEffect'),
  };
  const button = (key: Asked) => (
    <ActionButton
      key={key}
      small
      action={actions[key === 'success' || key === 'failed' ? 'mark' : key]}
      text={words[key]}
      onClick={() => setAsked(key)}
    />
  );
  /** A button that asks first ends in an ellipsis; what it asks does not. */
  const effect = asked === undefined ? '' : words[asked].replace(/…$/, '');
  const cli = (command: string) => `npx carillon run ${command} ${run.id} --task ${name}`;
  return (
    <div className="task-actions" role="group" aria-label={t('change.actionsOf', { task: name })}>
      {isOpen && task.state === 'retrying' && button('retry')}
      {button('clear')}
      {button('success')}
      {button('failed')}
      {button('skip')}
      {isOpen && button(hold)}
      {(asked === 'pause' || asked === 'resume' || asked === 'retry') && (
        <HoldDialog
          changes={['run']}
          title={`${effect}: ${name}`}
          effect={holds[asked]}
          submit={effect}
          path={`/task-runs/${task.id}/${asked}`}
          cli={cli(asked)}
          onClose={close}
        />
      )}
      {(asked === 'clear' || asked === 'skip') && (
        <RunChangeDialog
          title={`${effect}: ${name}`}
          submit={effect}
          path={`/task-runs/${task.id}/${asked}`}
          body={EMPTY}
          cli={cli(asked)}
          onClose={close}
        >
          <p className="soft">{asked === 'clear' ? t('change.clearEffect') : t('change.skipEffect')}</p>
        </RunChangeDialog>
      )}
      {(asked === 'success' || asked === 'failed') && (
        <RunChangeDialog
          title={`${effect}: ${name}`}
          submit={effect}
          path={`/task-runs/${task.id}/mark`}
          body={{ as: asked }}
          cli={`${cli('mark')} --as ${asked}`}
          onClose={close}
        >
          <p className="soft">{t('change.markEffect')}</p>
        </RunChangeDialog>
      )}
    </div>
  );
}

const EMPTY = {};
