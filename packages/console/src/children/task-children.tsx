import type { Run, TaskRun } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadMore } from '../parts/load-more.tsx';
import { QueryView } from '../parts/page.tsx';
import { StateLabel } from '../states/state-label.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { childrenQuery } from './children-query.ts';
import { sharesOf } from './child-totals.ts';
import './children.css';

const SHOWN = { all: undefined, open: 'queued,running,paused,stopping', bad: 'failed,stopped' } as const;
type Shown = keyof typeof SHOWN;

/** How far the runs are that a task waits for, and which they are. */
export function TaskChildren({ task }: { task: TaskRun }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Shown>('all');
  const query = useInfiniteQuery(childrenQuery(task, SHOWN[shown]));
  const { children } = task;
  if (!children) return null;
  const { all, ended, bad, parts } = sharesOf(children);
  return (
    <section className="task-children" aria-label={t('children.title')}>
      <div className="children-head">
        <span>
          {t('children.progress', { ended, all })}
          {bad > 0 && <span className="family-failed"> · {t('children.bad', { count: bad })}</span>}
          {children.rounds > 1 && <span className="soft"> · {t('children.rounds', { count: children.rounds })}</span>}
        </span>
        <Segmented<Shown>
          size="small"
          aria-label={t('children.filter')}
          value={shown}
          onChange={setShown}
          options={(['all', 'open', 'bad'] as const).map((value) => ({ value, label: t(`childrenShown.${value}`) }))}
        />
      </div>
      <div
        className="children-bar"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={ended}
        aria-label={t('children.title')}
      >
        {parts.map(({ name, percent }) => (
          <span key={name} className={`bar-${name}`} style={{ width: `${percent}%` }} />
        ))}
      </div>
      <QueryView query={query}>
        {({ pages }) => (
          <>
            <ul className="children-list">
              {pages
                .flatMap(({ items }) => items)
                .map((run) => (
                  <Child key={`${run.parent?.round}/${run.parent?.index}`} run={run} isOfRounds={children.rounds > 1} />
                ))}
            </ul>
            <LoadMore query={query} />
          </>
        )}
      </QueryView>
    </section>
  );
}

function Child({ run, isOfRounds }: { run: Run; isOfRounds: boolean }) {
  const { t } = useTranslation();
  const { parent } = run;
  const item = parent?.key ?? (hasNothing(parent?.item) ? undefined : JSON.stringify(parent?.item));
  const number = (parent?.index ?? 0) + 1;
  const place = [
    isOfRounds && t('children.round', { round: (parent?.round ?? 0) + 1 }),
    (!isOfRounds || number > 1) && `#${number}`,
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <li>
      <StateLabel state={run.state} reasonCode={run.reason?.code} />
      <Link to="/p/$project/r/$runId" params={{ project: run.project, runId: run.id }}>
        {parent?.isPart ? place : `${run.workflow}@${run.version}`}
      </Link>
      {item !== undefined && <code title={item}>{item}</code>}
      <span className="soft">
        <Elapsed from={run.startedAt} to={run.endedAt} />
      </span>
    </li>
  );
}

/** What a round begins with may be nothing at all. */
const hasNothing = (item: unknown): boolean =>
  item === undefined || (typeof item === 'object' && item !== null && Object.keys(item).length === 0);
