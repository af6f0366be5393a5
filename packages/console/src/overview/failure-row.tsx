import type { Alert, FailureGroup } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SilencedUntil } from '../alerts/alert-labels.tsx';
import { ActionButton } from '../parts/action-button.tsx';
import type { RunFilterSearch } from '../runs/run-filter.ts';
import { useReasonText } from '../states/reason.ts';
import { AttentionRow } from './attention-row.tsx';

const BulkDialog = lazy(async () => ({ default: (await import('../bulk/bulk-dialog.tsx')).BulkDialog }));

interface FailureRowProps {
  readonly failure: FailureGroup;
  readonly environment: string;
  /** Since when its runs ended. */
  readonly since: string;
  /** The open cause that its failures count to. Undefined: not known; its workflow's causes are led to instead. */
  readonly alert: Alert | undefined;
  readonly onSilence: (alert: Alert) => void;
}

/** Runs that failed of one cause: its newest, its list, and what may be done to all of them. */
export function FailureRow({ failure, environment, since, alert, onSilence }: FailureRowProps) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  const [isRerun, setRerun] = useState(false);
  const { project, workflow, task, runs, cascade, newestRunId: runId, fingerprint } = failure;
  const filter: RunFilterSearch = { workflow, state: ['failed'], fingerprint, endedFrom: since };
  const count = { count: runs, more: failure.isPartial ? '+' : '' };
  return (
    <AttentionRow
      state="failed"
      reasonCode={failure.reason.code}
      title={
        <>
          <Link to="/p/$project/r/$runId" params={{ project, runId }} search={task === '' ? {} : { task }}>
            {workflow}
          </Link>
          {task !== '' && <span className="soft"> / {task}</span>}
        </>
      }
      text={
        <>
          {sentence(failure.reason)}
          {cascade > 0 && <span className="soft"> · {t('run.cascade', { count: cascade })}</span>}
        </>
      }
      since={failure.last}
    >
      <Link to="/p/$project/r" params={{ project }} search={filter}>
        {t('overview.runs', count)}
      </Link>
      <Button size="small" onClick={() => setRerun(true)}>
        {t('overview.rerun', count)}
      </Button>
      {alert ? <Silence alert={alert} onSilence={onSilence} /> : <AlertsOf project={project} workflow={workflow} />}
      {isRerun && (
        <Suspense>
          <BulkDialog
            place={{ project, environment }}
            of={{ filter }}
            which={t('overview.rerunWhich', { workflow })}
            onClose={() => setRerun(false)}
          />
        </Suspense>
      )}
    </AttentionRow>
  );
}

function Silence({ alert, onSilence }: { alert: Alert; onSilence: (alert: Alert) => void }) {
  const { t } = useTranslation();
  const { silencedUntil, actions } = alert;
  return silencedUntil === undefined ? (
    <ActionButton small action={actions.silence} text={t('overview.silence')} onClick={() => onSilence(alert)} />
  ) : (
    <span className="soft">
      <SilencedUntil at={silencedUntil} />
    </span>
  );
}

function AlertsOf({ project, workflow }: { project: string; workflow: string }) {
  const { t } = useTranslation();
  return (
    <Link to="/p/$project/alerts" params={{ project }} search={{ q: workflow }}>
      {t('overview.alerts')}
    </Link>
  );
}
