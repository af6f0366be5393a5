import { type ComparedTask, compareTasks, compareValues } from '@carillon/core';
import type { Run, TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpenRun, tasksQuery } from '../api/queries.ts';
import { QueryView } from '../parts/page.tsx';
import { StateLabel } from '../states/state-label.tsx';
import { durationText } from '../time/duration.ts';
import { CompareValues } from './compare-values.tsx';

type Pair = readonly [Run, Run];
type Compared = ComparedTask<TaskRun>;

/** A run of thousands of tasks is not drawn whole at once: what differs stands first. */
const SHOWN = 200;

/** Every task of the two runs, those that differ first; each opens with its inputs and outputs. */
export function CompareTasks({ pair: [a, b] }: { pair: Pair }) {
  const { t } = useTranslation();
  const first = useQuery(tasksQuery(a.id, isOpenRun(a)));
  const second = useQuery(tasksQuery(b.id, isOpenRun(b)));
  return (
    <section className="panel">
      <h2>{t('compare.tasks')}</h2>
      <QueryView query={first}>
        {({ items }) => (
          <QueryView query={second}>{(other) => <TaskRows pair={[a, b]} tasks={[items, other.items]} />}</QueryView>
        )}
      </QueryView>
    </section>
  );
}

function TaskRows({ pair, tasks: [a, b] }: { pair: Pair; tasks: readonly [readonly TaskRun[], readonly TaskRun[]] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const compared = useMemo(() => compareTasks(a, b), [a, b]);
  const differing = compared.filter(({ differences }) => differences.length > 0).length;
  return (
    <>
      <p className="panel-note soft">
        {differing === 0 ? t('compare.allAlike') : t('compare.differing', { count: differing, total: compared.length })}
      </p>
      <div className="table-frame" role="region" aria-label={t('compare.tasks')} tabIndex={0}>
        <table className="table sides">
          <tbody>
            {(all ? compared : compared.slice(0, SHOWN)).map((task) => (
              <TaskRow key={task.task} compared={task} pair={pair} />
            ))}
          </tbody>
        </table>
      </div>
      {!all && compared.length > SHOWN && (
        <button type="button" className="link compare-rest" onClick={() => setAll(true)}>
          {t('compare.rest', { count: compared.length - SHOWN })}
        </button>
      )}
    </>
  );
}

function TaskRow({ compared, pair }: { compared: Compared; pair: Pair }) {
  const { t } = useTranslation();
  const { task, sides, durationsMs, differences } = compared;
  const [isOpen, setOpen] = useState(false);
  const [a, b] = sides;
  return (
    <>
      <tr className={differences.length > 0 ? 'differs' : ''}>
        <th scope="row">
          <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {task}
          </button>
          {differences.length > 0 && (
            <div className="workflow-title">
              {differences.map((difference) => t(`runDifference.${difference}`)).join(' · ')}
            </div>
          )}
        </th>
        {sides.map((side, n) => (
          <td key={n === 0 ? 'a' : 'b'}>
            {side ? <TaskSide task={side} run={pair[n as 0 | 1]} durationMs={durationsMs[n as 0 | 1]} /> : '–'}
          </td>
        ))}
      </tr>
      {isOpen && (
        <tr className="compare-values">
          <td colSpan={3}>
            <h3>{t('io.output')}</h3>
            <CompareValues values={compareValues(a?.outputs, b?.outputs)} none={t('io.noOutput')} />
            <h3>{t('io.input')}</h3>
            <CompareValues values={compareValues(a?.input, b?.input)} none={t('io.noInput')} />
          </td>
        </tr>
      )}
    </>
  );
}

function TaskSide({ task, run, durationMs }: { task: TaskRun; run: Run; durationMs: number | undefined }) {
  return (
    <span className="task-side">
      <Link to="/p/$project/r/$runId" params={{ project: run.project, runId: run.id }} search={{ task: task.task }}>
        <StateLabel state={task.state} reasonCode={task.reason?.code} />
      </Link>
      {task.attempt > 1 && <span className="times">×{task.attempt}</span>}
      <span className="duration soft">{durationMs === undefined ? '–' : durationText(durationMs)}</span>
    </span>
  );
}
