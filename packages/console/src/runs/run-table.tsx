import type { Run } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { dateLabel } from '../time/format.ts';
import { Instant } from '../time/instant.tsx';

/** `runs` of one workflow leave its name out. */
export function RunTable({ runs, ofOneWorkflow = false }: { runs: readonly Run[]; ofOneWorkflow?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="tight">
              {t('runs.state')}
            </th>
            <th scope="col">{ofOneWorkflow ? t('runs.covers') : t('runs.workflow')}</th>
            <th scope="col" className="medium">
              {t('runs.trigger')}
            </th>
            <th scope="col">{t('runs.started')}</th>
            <th scope="col" className="number run-duration">
              {t('runs.duration')}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} ofOneWorkflow={ofOneWorkflow} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunRow({ run, ofOneWorkflow }: { run: Run; ofOneWorkflow: boolean }) {
  const { t, i18n } = useTranslation();
  const sentence = useReasonText();
  const date = run.logicalDate && dateLabel(run.logicalDate, i18n.language);
  const kind = t(`trigger.${run.trigger.kind}`, { defaultValue: run.trigger.kind });
  return (
    <tr>
      <td className="tight">
        <StateLabel state={run.state} reasonCode={run.reason?.code} />
      </td>
      <td className="name">
        <Link to="/p/$project/r/$runId" params={{ project: run.project, runId: run.id }}>
          {ofOneWorkflow ? (date ?? run.workflow) : run.workflow}
        </Link>
        <span className="version">@{run.version}</span>
        {(!ofOneWorkflow || run.reason) && (
          <div className="workflow-title">
            {[!ofOneWorkflow && date && t('run.covers', { date }), run.reason && sentence(run.reason)]
              .filter(Boolean)
              .join(' · ')}
          </div>
        )}
      </td>
      <td className="medium">
        {run.trigger.actor === '' ? kind : t('trigger.by', { kind, actor: run.trigger.actor })}
      </td>
      <td>
        {run.startedAt === undefined ? (
          <span className="soft">{t('runs.notStarted')}</span>
        ) : (
          <Instant at={run.startedAt} />
        )}
      </td>
      <td className="number run-duration">
        <Elapsed from={run.startedAt} to={run.endedAt} />
      </td>
    </tr>
  );
}
