import type { Run } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ExportedRow } from '../parts/export-rows.ts';
import { type Column, FramedTable } from '../parts/table.tsx';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { AgainstUsual } from './against-usual.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { dateLabel } from '../time/format.ts';
import { Instant } from '../time/instant.tsx';

/** Runs of one workflow leave its name out. */
export function useRunColumns(ofOneWorkflow = false): readonly Column<Run>[] {
  const { t } = useTranslation();
  return [
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
      className: 'tight',
      cell: ({ startedAt, endedAt, state }) => {
        // What no worker carries out begins and ends at once.
        const at = startedAt ?? (state === 'success' ? endedAt : undefined);
        if (at !== undefined) return <Instant at={at} />;
        // A run can be under way while all its tasks wait.
        return <span className="soft">{t(state === 'running' ? 'runs.noTaskStarted' : 'runs.notStarted')}</span>;
      },
    },
    {
      key: 'duration',
      title: t('runs.duration'),
      className: 'number run-duration',
      cell: (run) => (
        <>
          <Elapsed from={run.startedAt} to={run.endedAt} /> <AgainstUsual run={run} />
        </>
      ),
    },
    {
      key: 'retries',
      title: t('runs.retries'),
      className: 'wide number',
      cell: ({ retries }) => retries ?? <span className="soft">–</span>,
    },
    {
      key: 'labels',
      title: t('runs.labels'),
      className: 'wide',
      isExtra: true,
      cell: ({ labels }) => (
        <span className="tags">
          {labelTexts(labels).map((label) => (
            <span key={label} className="tag">
              {label}
            </span>
          ))}
        </span>
      ),
    },
  ];
}

export function RunTable({ runs, ofOneWorkflow = false }: { runs: readonly Run[]; ofOneWorkflow?: boolean }) {
  const columns = useRunColumns(ofOneWorkflow).filter(({ isExtra }) => !isExtra);
  return <FramedTable columns={columns} rows={runs} rowKey={({ id }) => id} />;
}

const labelTexts = (labels: Run['labels'] = {}): readonly string[] =>
  Object.entries(labels).map(([name, value]) => `${name}=${value}`);

/** A run as a row of a file. */
export const exportedRun = ({ reason, trigger, ...run }: Run): ExportedRow => ({
  id: run.id,
  project: run.project,
  environment: run.environment,
  workflow: run.workflow,
  version: run.version,
  state: run.state,
  reason: reason?.code,
  trigger: trigger.kind,
  actor: trigger.actor,
  logicalDate: run.logicalDate,
  createdAt: run.createdAt,
  startedAt: run.startedAt,
  endedAt: run.endedAt,
  usualMs: run.usualMs,
  retries: run.retries ?? 0,
  labels: labelTexts(run.labels).join(' '),
});

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
