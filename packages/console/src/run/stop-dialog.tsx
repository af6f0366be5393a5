import type { Run, TaskRun } from '@carillon/protocol';
import { compensationOf } from '@carillon/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangeDialog } from '../parts/change-dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { shellWord } from '../parts/shell-word.ts';

const RUNNING = ['running', 'starting', 'stopping'];
const NOT_STARTED = ['pending', 'waiting', 'queued', 'retrying', 'paused'];

/** Says what stopping does to this run before it is done. */
export function StopDialog({ run, tasks, onClose }: { run: Run; tasks: readonly TaskRun[]; onClose: () => void }) {
  const { t } = useTranslation();
  const count = (states: readonly string[]) => tasks.filter(({ state }) => states.includes(state)).length;
  const [running, notStarted] = [count(RUNNING), count(NOT_STARTED)];
  const undone = undoable(tasks);
  const [undoes, setUndoes] = useState(true);
  const [reason, setReason] = useState('');
  return (
    <ChangeDialog
      title={t('run.stopTitle')}
      submit={t('run.stopConfirm')}
      danger
      path={`/runs/${run.id}/stop`}
      body={{ ...(!undoes && { compensate: false }), ...(reason !== '' && { reason }) }}
      cli={[
        `npx carillon run stop ${run.id}`,
        !undoes && '--no-compensate',
        reason !== '' && `--reason ${shellWord(reason)}`,
      ]
        .filter(Boolean)
        .join(' ')}
      changes={['run']}
      onClose={onClose}
    >
      <ul className="effects">
        <li>{running === 0 ? t('run.stopNoneRunning') : t('run.stopEffect', { count: running })}</li>
        {notStarted > 0 && <li>{t('run.stopPending', { count: notStarted })}</li>}
        <li>{t('run.stopFinal')}</li>
      </ul>
      {undone > 0 && (
        <label className="stop-undo">
          <input type="checkbox" checked={undoes} onChange={(event) => setUndoes(event.target.checked)} />
          {t('run.stopUndo', { count: undone })}
        </label>
      )}
      <ReasonField value={reason} onChange={setReason} />
    </ChangeDialog>
  );
}

/** Tasks that have succeeded and name what undoes them. */
function undoable(tasks: readonly TaskRun[]): number {
  const names = new Set(tasks.map(({ task }) => task));
  return tasks.filter(({ task, state }) => state === 'success' && names.has(compensationOf(task))).length;
}
