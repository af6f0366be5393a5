import type { Attempt, TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { attemptsQuery } from '../api/queries.ts';
import { QueryView } from '../parts/page.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { Instant } from '../time/instant.tsx';

export function AttemptList({ task, onOpenLog }: { task: TaskRun; onOpenLog: (attempt: number) => void }) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  const query = useQuery(attemptsQuery(task.runId, task.id));
  const columns: readonly Column<Attempt>[] = [
    {
      key: 'number',
      title: t('attempts.number'),
      cellClassName: 'name',
      cell: ({ attempt }) => (
        <button
          type="button"
          className="link"
          onClick={() => onOpenLog(attempt)}
          aria-label={t('attempts.openLog', { attempt })}
        >
          {attempt}
        </button>
      ),
    },
    {
      key: 'state',
      title: t('attempts.state'),
      cell: ({ state, reason }) => (
        <>
          <StateLabel state={state} reasonCode={reason?.code} />
          {reason && <div className="workflow-title">{sentence(reason)}</div>}
        </>
      ),
    },
    {
      key: 'worker',
      title: t('attempts.worker'),
      className: 'medium',
      cellClassName: 'soft',
      cell: ({ fence, worker }) => <span title={`${t('attempts.fence')} ${fence}`}>{worker ?? '–'}</span>,
    },
    {
      key: 'dispatched',
      title: t('attempts.dispatched'),
      className: 'medium',
      cell: ({ dispatchedAt }) => <Instant at={dispatchedAt} />,
    },
    {
      key: 'duration',
      title: t('attempts.duration'),
      className: 'number',
      cell: ({ startedAt, endedAt }) => <Elapsed from={startedAt} to={endedAt} />,
    },
    {
      key: 'exitCode',
      title: t('attempts.exitCode'),
      className: 'number medium',
      cell: ({ exitCode }) => exitCode ?? '–',
    },
  ];
  return (
    <QueryView query={query} rows={3}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="tab-note">{t('attempts.none')}</p>
        ) : (
          <Table columns={columns} rows={items} rowKey={({ id }) => id} />
        )
      }
    </QueryView>
  );
}
