import type { Run, TaskRun } from '@carillon/protocol';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpenRun } from '../api/queries.ts';
import { onSingleKey } from '../shell/shortcuts.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { HoldDialog } from '../parts/hold-dialog.tsx';
import { RerunDialog } from './late.ts';
import { StopDialog } from './stop-dialog.tsx';

type Asked = 'pause' | 'resume' | 'rerun' | 'stop';

/** What may be done with the run as a whole; `r` and `Shift+S` ask for it, too. */
export function RunActions({ run, tasks }: { run: Run; tasks: readonly TaskRun[] }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked>();
  const { actions } = run;
  useEffect(
    () =>
      onSingleKey((key) => {
        if (key === 'S' && actions.stop.allowed) setAsked('stop');
        else if (key === 'r' && actions.rerun.allowed) setAsked('rerun');
      }),
    [actions.rerun.allowed, actions.stop.allowed],
  );
  const close = () => setAsked(undefined);
  const hold = run.state === 'paused' ? 'resume' : 'pause';
  const isOpen = isOpenRun(run);
  return (
    <div className="run-actions">
      {isOpen && (
        <ActionButton
          icon={hold}
          action={actions[hold]}
          text={hold === 'resume' ? t('change.resume') : t('change.pause')}
          onClick={() => setAsked(hold)}
        />
      )}
      <ActionButton icon="play" action={actions.rerun} text={t('change.rerun')} onClick={() => setAsked('rerun')} />
      {isOpen && (
        <ActionButton
          danger
          icon="stop"
          action={actions.stop}
          text={t('action.stop')}
          onClick={() => setAsked('stop')}
        />
      )}
      {asked === 'stop' && isOpen && <StopDialog run={run} tasks={tasks} onClose={close} />}
      <Suspense>{asked === 'rerun' && <RerunDialog run={run} tasks={tasks} onClose={close} />}</Suspense>
      {asked === 'pause' && (
        <HoldDialog
          changes={['run']}
          title={t('change.pauseTitle')}
          effect={t('change.pauseEffect')}
          submit={t('change.pause')}
          path={`/runs/${run.id}/pause`}
          cli={`npx carillon run pause ${run.id}`}
          onClose={close}
        />
      )}
      {asked === 'resume' && (
        <HoldDialog
          changes={['run']}
          title={t('change.resumeTitle')}
          effect={t('change.resumeEffect')}
          submit={t('change.resume')}
          path={`/runs/${run.id}/resume`}
          cli={`npx carillon run resume ${run.id}`}
          onClose={close}
        />
      )}
    </div>
  );
}
