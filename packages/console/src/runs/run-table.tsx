import type { Run } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, FramedTable } from '../parts/table.tsx';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { dateLabel } from '../time/format.ts';
import { Instant } from '../time/instant.tsx';

/** `runs` of one workflow leave its name out. */
export function RunTable({ runs, ofOneWorkflow = false }: { runs: readonly Run[]; ofOneWorkflow?: boolean }) {
  const { t } = useTranslation();
  const columns: readonly Column<Run>[] = [
    {
      key: 'state',
      title: t('runs.state'),
      className: 'tight',
      cell: ({ state, reason }) => <StateLabel state={state} reasonCode={reason?.code} />,
    },
    {
      key: 'workflow',
      title: ofOneWorkflow ? t('runs.covers') : t('runs.workflow'),
      cellClassName: 'name',
      cell: (run) => <RunName run={run} ofOneWorkflow={ofOneWorkflow} />,
    },
    {
      key: 'trigger',
      title: t('runs.trigger'),
      className: 'medium',
      cell: ({ trigger: { kind: code, actor } }) => {
        const kind = t(`trigger.${code}`, { defaultValue: code });
        return actor === '' ? kind : t('trigger.by', { kind, actor });
      },
    },
    {
      key: 'started',
      title: t('runs.started'),
      cell: ({ startedAt, endedAt, state }) => {
        // What no worker carries out begins and ends at once.
        const at = startedAt ?? (state === 'success' ? endedAt : undefined);
        return at === undefined ? <span className="soft">{t('runs.notStarted')}</span> : <Instant at={at} />;
      },
    },
    {
      key: 'duration',
      title: t('runs.duration'),
      className: 'number run-duration',
      cell: ({ startedAt, endedAt }) => <Elapsed from={startedAt} to={endedAt} />,
    },
  ];
  return <FramedTable columns={columns} rows={runs} rowKey={({ id }) => id} />;
}

function RunName({ run, ofOneWorkflow }: { run: Run; ofOneWorkflow: boolean }) {
  const { t, i18n } = useTranslation();
  const sentence = useReasonText();
  const date = run.logicalDate && dateLabel(run.logicalDate, i18n.language);
  return (
    <>
      <Link to="/p/$project/r/$runId" params={{ project: run.project, runId: run.id }}>
        {ofOneWorkflow ? (date ?? run.workflow) : run.workflow}
      </Link>
      <span className="version">@{run.version}</span>
      {(!ofOneWorkflow || run.reason || run.slaMissed) && (
        <div className="workflow-title">
          {[
            !ofOneWorkflow && date && t('run.covers', { date }),
            run.reason && sentence(run.reason),
            run.slaMissed && t('run.slaMissed'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
      )}
    </>
  );
}
