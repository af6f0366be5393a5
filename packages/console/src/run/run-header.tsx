import type { Run, TaskRun } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ParentCrumb } from '../children/parent-crumb.tsx';
import { isOpenRun } from '../api/queries.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useReasonText } from '../states/reason.ts';
import { lookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { dateLabel, shortText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';
import { useCheckText } from './check-text.ts';
import { SinceGreen } from './late.ts';
import { LinkedText } from './linked-text.tsx';
import { RunActions } from './run-actions.tsx';
import { RunNotes } from './run-notes.tsx';
import { RunFamily } from './run-family.tsx';
import { isWhole } from './run-outlook.ts';
import { RunUsual } from './run-usual.tsx';
import { cascadeOf, firstHeld, progress, rootCause } from './run-summary.ts';
import { runWhyQuery } from './why-queries.ts';

interface RunHeaderProps {
  readonly run: Run;
  readonly tasks: readonly TaskRun[];
}

export function RunHeader({ run, tasks }: RunHeaderProps) {
  const { t, i18n } = useTranslation();
  const look = lookOf(run.state, run.reason?.code);
  const kind = t(`trigger.${run.trigger.kind}`, { defaultValue: run.trigger.kind });
  return (
    <header className="run-header">
      <div className="run-title">
        <span className={`run-state family-${look.family}`}>
          <StateIcon look={look} size={18} />
          {t(`state.${run.state}`)}
        </span>
        <h1>
          <Link to="/p/$project/w/$workflow" params={{ project: run.project, workflow: run.workflow }}>
            {run.workflow}
          </Link>
          {/* A test is of a text that is no version. */}
          {run.trigger.kind !== 'test' && (
            <Link
              className="version"
              to="/p/$project/w/$workflow"
              params={{ project: run.project, workflow: run.workflow }}
              search={{ tab: 'versions', version: run.version }}
              title={t('run.versionChanges')}
            >
              @{run.version}
            </Link>
          )}
        </h1>
        <CopyButton text={run.id} label={t('action.copyId')} />
      </div>
      <RunActions run={run} tasks={tasks} />
      <div className="run-about">
        <ul className="run-facts">
          {run.logicalDate !== undefined && (
            <li>
              <Icon name="calendar" size={14} />
              <Link
                to="/p/$project/w/$workflow/at/$date"
                params={{ project: run.project, workflow: run.workflow, date: run.logicalDate }}
                search={{ env: run.environment }}
                title={t('run.atDate')}
              >
                {t('run.covers', { date: dateLabel(run.logicalDate, i18n.language) })}
              </Link>
            </li>
          )}
          {run.logicalTime !== undefined && run.trigger.kind === 'schedule' && (
            <li>
              <Dated at={run.logicalTime} words="run.fires" />
            </li>
          )}
          {run.trigger.kind !== 'schedule' && run.startedAt !== undefined && (
            <li>
              <Dated at={run.startedAt} words="run.started" />
            </li>
          )}
          <li>
            <Icon name="person" size={14} />
            {run.trigger.actor === '' ? kind : t('trigger.by', { kind, actor: run.trigger.actor })}
          </li>
          <li title={t('run.elapsed')}>
            <Icon name="clock" size={14} />
            <span className="visually-hidden">{t('run.elapsed')}: </span>
            <Elapsed from={run.startedAt ?? run.createdAt} to={run.endedAt} />
          </li>
          <RunUsual run={run} />
        </ul>
        <RunNotes run={run} />
        <ParentCrumb run={run} />
        <RunFamily run={run} />
      </div>
    </header>
  );
}

function Dated({ at, words }: { at: string; words: 'run.fires' | 'run.started' }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  return (
    <>
      <Icon name="play" size={14} />
      <time dateTime={at}>{t(words, { at: `${shortText(new Date(at), zone, i18n.language)} ${zone}` })}</time>
    </>
  );
}

/** One line under the header: the root cause, what holds the run, or how far it is. */
export function RunStrip({
  run,
  tasks,
  onSelect,
}: {
  run: Run;
  tasks: readonly TaskRun[];
  onSelect: (task: string) => void;
}) {
  const { t } = useTranslation();
  const sentence = useReasonText();
  const cause = run.state === 'failed' ? rootCause(tasks) : undefined;
  const { data: why } = useQuery(runWhyQuery(run.id, isOpenRun(run)));
  const answered = new Set(why?.items.flatMap(({ task, answer }) => (answer ? [task] : [])));
  const held = isOpenRun(run) ? firstHeld(tasks, answered) : undefined;
  const checkText = useCheckText();
  const answer = held ? why?.items.find(({ task }) => task === held.task)?.answer : why?.answer;
  const named = cause ?? held;
  const cascade = cascadeOf(tasks);
  // Nothing is known of a run that is over while its tasks are not: an empty frame would say that it has none.
  if (tasks.length === 0 && !isOpenRun(run) && !run.reason) return null;
  return (
    <div className={`run-strip family-${lookOf(named?.state ?? run.state).family}`}>
      <Segments tasks={tasks} />
      <p role="status">
        {named ? (
          <>
            <b>{cause ? t('run.rootCause') : t('run.waiting')}</b>{' '}
            <button type="button" className="link" onClick={() => onSelect(named.task)}>
              {named.task}
            </button>
            {cause && cause.attempt > 1 && <span className="soft"> ×{cause.attempt}</span>}
            {answer && !cause ? (
              <span>
                {' '}
                · <LinkedText text={checkText(answer)} />
              </span>
            ) : (
              named.reason && <span> · {sentence(named.reason)}</span>
            )}
            {cause && cascade > 0 && <span className="soft"> · {t('run.cascade', { count: cascade })}</span>}
          </>
        ) : (
          <>
            {tasks.length > 0 && t('run.progress', progress(tasks))}
            {answer && (
              <span>
                {' '}
                · <LinkedText text={checkText(answer)} />
              </span>
            )}
            {!answer && run.reason && run.state !== 'success' && (
              <span className="soft"> · {sentence(run.reason)}</span>
            )}
          </>
        )}
        {run.slaMissed && <span className="sla-missed"> · {t('run.slaMissed')}</span>}
        {run.notices?.map((notice) => (
          <span key={String(notice.params?.['what'])} className="soft">
            {' '}
            · {sentence(notice)}
          </span>
        ))}
      </p>
      {run.state === 'failed' && isWhole(run) && (
        <Suspense>
          <SinceGreen run={run} />
        </Suspense>
      )}
    </div>
  );
}

/** Above this they are too narrow to be told apart. */
const PIECES = 150;

/** One piece per task in the order of the document, so the whole run is seen at once; those alike are one where there are many. */
function Segments({ tasks }: { tasks: readonly TaskRun[] }) {
  if (tasks.length === 0) return null;
  return (
    <div className="segments" aria-hidden>
      {piecesOf(tasks).map(({ id, state, count }) => {
        const { family, pattern } = lookOf(state);
        return <i key={id} className={`family-${family} ${pattern} is-${state}`} style={{ flexGrow: count }} />;
      })}
    </div>
  );
}

function piecesOf(tasks: readonly TaskRun[]) {
  const pieces: { id: string; state: string; count: number }[] = [];
  for (const { id, state } of tasks) {
    const last = pieces.at(-1);
    if (last?.state === state && tasks.length > PIECES) last.count += 1;
    else pieces.push({ id, state, count: 1 });
  }
  return pieces;
}
