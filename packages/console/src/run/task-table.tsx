import type { TaskRun } from '@carillon/protocol';
import { Fragment, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useRowsInSight } from '../parts/rows-in-sight.ts';
import { type Column, Table } from '../parts/table.tsx';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';

interface TaskTableProps {
  readonly tasks: readonly TaskRun[];
  readonly selected: string | undefined;
  readonly onSelect: (task: string) => void;
}

/** With its type under its name. */
const ROW_PX = 49;

/** Everything the graph and the timeline show, for reading and for screen readers. */
export function TaskTable({ tasks, selected, onSelect }: TaskTableProps) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  const frame = useRef<HTMLDivElement>(null);
  const inSight = useRowsInSight(frame, tasks.length, ROW_PX);
  const columns: readonly Column<TaskRun>[] = [
    {
      key: 'task',
      title: t('table.task'),
      cellClassName: 'name',
      cell: ({ task, type }) => (
        <>
          <button type="button" className="link" onClick={() => onSelect(task)} aria-current={task === selected}>
            {breakable(task)}
          </button>
          <div className="workflow-title">{type}</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('table.state'),
      cell: ({ state, reason, attempt }) => (
        <>
          <StateLabel state={state} reasonCode={reason?.code} />
          {attempt > 1 && <span className="times"> ×{attempt}</span>}
          {reason && <div className="workflow-title">{sentence(reason)}</div>}
        </>
      ),
    },
    {
      key: 'queued',
      title: t('table.queued'),
      className: 'number task-queued',
      cell: ({ readyAt, startedAt, endedAt }) => <Elapsed from={readyAt} to={startedAt ?? endedAt} />,
    },
    {
      key: 'ran',
      title: t('table.ran'),
      className: 'number',
      cell: ({ startedAt, endedAt }) => <Elapsed from={startedAt} to={endedAt} />,
    },
    {
      key: 'worker',
      title: t('table.worker'),
      className: 'medium',
      cellClassName: 'soft',
      cell: ({ worker }) => worker ?? '–',
    },
  ];
  return (
    <div className="task-table" ref={frame}>
      <Table
        columns={columns}
        rows={tasks}
        inSight={inSight}
        rowKey={({ id }) => id}
        rowClassName={({ task }) => (task === selected ? 'is-selected' : '')}
      />
    </div>
  );
}

/** Parts of a path stay whole where the column is wide enough for them. */
const breakable = (path: string) =>
  path.split('.').map((part, n) => (
    <Fragment key={`${n} ${part}`}>
      {n > 0 && (
        <>
          .<wbr />
        </>
      )}
      {part}
    </Fragment>
  ));
