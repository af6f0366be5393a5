import type { Attempt, Run, TaskRun } from '@carillon/protocol';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { attemptsQuery, graphQuery, isOpenRun } from '../api/queries.ts';
import { useRowsInSight } from '../parts/rows-in-sight.ts';
import { Tooltip } from '../parts/tooltip.tsx';
import { lookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { durationText } from '../time/duration.ts';
import { useNow } from '../time/use-now.ts';
import { criticalPath, shareText } from './critical-path.ts';
import { type Ghost, layoutTimeline, type Span, type Timeline } from './timeline-layout.ts';
import './timeline.css';

/** Attempts are asked for where a task had several; the newest ones are kept when there are very many. */
const MOST_LISTS = 60;

function useAttempts(runId: string, tasks: readonly TaskRun[]): ReadonlyMap<string, readonly Attempt[]> {
  const repeated = tasks.filter(({ attempt }) => attempt > 1).slice(-MOST_LISTS);
  return useQueries({
    queries: repeated.map(({ id }) => attemptsQuery(runId, id)),
    combine: (results) =>
      new Map(results.flatMap(({ data }, n) => (data && repeated[n] ? [[repeated[n].id, data.items] as const] : []))),
  });
}

/** As `.timeline-row` has it. */
const ROW_PX = 34;

interface TimelineViewProps {
  readonly run: Run;
  readonly tasks: readonly TaskRun[];
  /** The others have no row; the time that is shown is that of all. */
  readonly isShown: (task: TaskRun) => boolean;
  readonly selected: string | undefined;
  readonly onSelect: (task: string, attempt?: number) => void;
}

export function TimelineView({ run, tasks, isShown, selected, onSelect }: TimelineViewProps) {
  const { t } = useTranslation();
  const now = useNow(isOpenRun(run));
  const attempts = useAttempts(run.id, tasks);
  const graph = useQuery(graphQuery(run.id, true));
  const usual = graph.data?.usual;
  const timeline = useMemo(() => layoutTimeline(run, tasks, attempts, now, usual), [run, tasks, attempts, now, usual]);
  const rows = timeline.rows.filter(({ task }) => isShown(task));
  const frame = useRef<HTMLDivElement>(null);
  const { from, to, before, behind } = useRowsInSight(frame, rows.length, ROW_PX);
  const critical = useMemo(() => criticalPath(run, tasks, graph.data?.edges ?? []), [run, tasks, graph.data]);
  return (
    <div className="timeline" ref={frame}>
      <Axis timeline={timeline} label={t('timeline.sinceStart')} />
      <ul style={{ paddingBlock: `${before}px ${behind}px` }}>
        {rows.slice(from, to).map(({ task, spans, ghost }) => {
          const share = critical.get(task.task);
          return (
            <li
              key={task.id}
              className={['timeline-row', task.task === selected && 'is-selected', share !== undefined && 'is-critical']
                .filter(Boolean)
                .join(' ')}
            >
              <button
                type="button"
                className="timeline-name"
                onClick={() => onSelect(task.task)}
                aria-label={t('run.openTask', { task: task.task })}
                title={task.task}
              >
                <StateIcon look={lookOf(task.state, task.reason?.code)} />
                <span>{task.task}</span>
                {share !== undefined && (
                  <small title={t('timeline.critical')}>
                    <span className="visually-hidden">{t('timeline.critical')}: </span>
                    {shareText(share)}
                  </small>
                )}
              </button>
              <div className="timeline-track">
                {timeline.ticks.map((tick) => (
                  <i
                    key={tick}
                    className="timeline-line"
                    style={{ left: `${(100 * tick) / (timeline.to - timeline.from)}%` }}
                  />
                ))}
                {ghost && <GhostBar ghost={ghost} timeline={timeline} />}
                {spans.map((span) => (
                  <Bar
                    key={`${span.kind}-${span.from}-${span.attempt}`}
                    span={span}
                    timeline={timeline}
                    onClick={() => onSelect(task.task, span.attempt || undefined)}
                  />
                ))}
                {spans.length === 0 && <span className="timeline-none">{t(`state.${task.state}`)}</span>}
              </div>
            </li>
          );
        })}
      </ul>
      <Legend hasPath={critical.size > 0} usualRuns={usual?.runs} />
    </div>
  );
}

function Axis({ timeline: { ticks, from, to }, label }: { timeline: Timeline; label: string }) {
  return (
    <div className="timeline-axis" role="img" aria-label={label}>
      {ticks.map((tick) => {
        const at = (100 * tick) / (to - from);
        return at > 97 ? null : (
          <span key={tick} style={{ left: `${at}%` }}>
            {tick === 0 ? '0' : durationText(tick)}
          </span>
        );
      })}
    </div>
  );
}

const KIND_FAMILY = {
  waiting: 'neutral',
  queued: 'active',
  starting: 'active',
  running: 'active',
  backoff: 'attention',
} as const;

function Bar({ span, timeline: { from, to }, onClick }: { span: Span; timeline: Timeline; onClick: () => void }) {
  const { t } = useTranslation();
  const total = to - from;
  const family = span.outcome === undefined ? KIND_FAMILY[span.kind] : lookOf(span.outcome).family;
  const kind = t(`timeline.${span.kind}`);
  const text = [
    span.attempt > 0 && t('timeline.attempt', { attempt: span.attempt }),
    t('timeline.label', { kind, duration: durationText(span.to - span.from) }),
    span.outcome !== undefined && t(`state.${span.outcome}`),
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <Tooltip title={text}>
      <button
        type="button"
        className={`bar bar-${span.kind} family-${family} ${span.open ? 'is-open' : ''}`}
        style={{ left: `${(100 * (span.from - from)) / total}%`, width: `${(100 * (span.to - span.from)) / total}%` }}
        aria-label={text}
        onClick={onClick}
      />
    </Tooltip>
  );
}

/** An outline behind the bars: when the task mostly begins, and how long it mostly takes. */
function GhostBar({ ghost, timeline: { from, to } }: { ghost: Ghost; timeline: Timeline }) {
  const { t } = useTranslation();
  const text = t('timeline.usually', {
    duration: durationText(ghost.to - ghost.from),
    start: durationText(ghost.from - from),
  });
  return (
    <span
      role="img"
      className="ghost"
      aria-label={text}
      title={text}
      style={{
        left: `${(100 * (ghost.from - from)) / (to - from)}%`,
        width: `${(100 * (ghost.to - ghost.from)) / (to - from)}%`,
      }}
    />
  );
}

function Legend({ hasPath, usualRuns }: { hasPath: boolean; usualRuns: number | undefined }) {
  const { t } = useTranslation();
  return (
    <ul className="timeline-legend" aria-hidden>
      {(['waiting', 'queued', 'starting', 'running', 'backoff'] as const).map((kind) => (
        <li key={kind}>
          <i className={`bar bar-${kind} family-${KIND_FAMILY[kind]}`} />
          {t(`timeline.${kind}`)}
        </li>
      ))}
      {hasPath && (
        <li>
          <i className="legend-critical" />
          {t('timeline.critical')}
        </li>
      )}
      {usualRuns !== undefined && (
        <li>
          <i className="ghost" />
          {t('timeline.ghost', { count: usualRuns })}
        </li>
      )}
    </ul>
  );
}
