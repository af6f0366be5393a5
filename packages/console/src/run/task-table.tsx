import type { TaskRun } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { useReasonText } from '../states/reason.ts';
import { StateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';

interface TaskTableProps {
  readonly tasks: readonly TaskRun[];
  readonly selected: string | undefined;
  readonly onSelect: (task: string) => void;
}

/** Everything the graph and the timeline show, for reading and for screen readers. */
export function TaskTable({ tasks, selected, onSelect }: TaskTableProps) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  return (
    <div className="task-table">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('table.task')}</th>
            <th scope="col">{t('table.state')}</th>
            <th scope="col" className="number task-queued">
              {t('table.queued')}
            </th>
            <th scope="col" className="number">
              {t('table.ran')}
            </th>
            <th scope="col" className="medium">
              {t('table.worker')}
            </th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr key={task.id} className={task.task === selected ? 'is-selected' : ''}>
              <td className="name">
                <button
                  type="button"
                  className="link"
                  onClick={() => onSelect(task.task)}
                  aria-current={task.task === selected}
                >
                  {task.task}
                </button>
                <div className="workflow-title">{task.type}</div>
              </td>
              <td>
                <StateLabel state={task.state} reasonCode={task.reason?.code} />
                {task.attempt > 1 && <span className="times"> ×{task.attempt}</span>}
                {task.reason && <div className="workflow-title">{sentence(task.reason)}</div>}
              </td>
              <td className="number task-queued">
                <Elapsed from={task.readyAt} to={task.startedAt ?? task.endedAt} />
              </td>
              <td className="number">
                <Elapsed from={task.startedAt} to={task.endedAt} />
              </td>
              <td className="medium soft">{task.worker ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
