import type { Run, TaskRun } from '@carillon/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { compensationOf } from '@carillon/core';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorView } from '../parts/page.tsx';

const RUNNING = ['running', 'starting', 'stopping'];
const NOT_STARTED = ['pending', 'waiting', 'queued', 'retrying', 'paused'];

/** Says what stopping does to this run before it is done. */
export function StopDialog({ run, tasks, onClose }: { run: Run; tasks: readonly TaskRun[]; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const count = (states: readonly string[]) => tasks.filter(({ state }) => states.includes(state)).length;
  const [running, notStarted] = [count(RUNNING), count(NOT_STARTED)];
  const undone = undoable(tasks);
  const [undoes, setUndoes] = useState(true);
  const stop = useMutation({
    mutationFn: () => post<Run>(`/runs/${run.id}/stop`, undoes ? {} : { compensate: false }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['run', run.id] });
      onClose();
    },
  });
  return (
    <Dialog
      title={t('run.stopTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button danger type="primary" loading={stop.isPending} onClick={() => stop.mutate()}>
            {t('run.stopConfirm')}
          </Button>
        </>
      }
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
      {stop.error && <ErrorView error={stop.error} />}
    </Dialog>
  );
}

/** Tasks that have succeeded and name what undoes them. */
function undoable(tasks: readonly TaskRun[]): number {
  const names = new Set(tasks.map(({ task }) => task));
  return tasks.filter(({ task, state }) => state === 'success' && names.has(compensationOf(task))).length;
}
