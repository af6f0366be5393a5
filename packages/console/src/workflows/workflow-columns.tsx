import type { Workflow } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../parts/action-button.tsx';
import type { Column } from '../parts/table.tsx';
import { durationText } from '../time/duration.ts';
import { NextFiring } from './next-firing.tsx';
import { RunBars } from './run-bars.tsx';

interface Acts {
  readonly onStart: (workflow: string) => void;
  readonly onTag: (tag: string) => void;
}

/** What the list of workflows can show. */
export function useWorkflowColumns({ onStart, onTag }: Acts): readonly Column<Workflow>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('workflows.name'),
      cellClassName: 'name',
      cell: (workflow) => <NameCell workflow={workflow} />,
    },
    {
      key: 'schedule',
      title: t('workflows.schedule'),
      className: 'medium',
      cell: (workflow) => <Schedules workflow={workflow} />,
    },
    {
      key: 'nextFire',
      title: t('workflows.nextFire'),
      className: 'medium',
      cell: (workflow) => <NextFiring workflow={workflow} />,
    },
    {
      key: 'lastRuns',
      title: t('workflows.lastRuns'),
      cellClassName: 'tight',
      cell: ({ project, lastRuns }) => <RunBars project={project} runs={lastRuns} />,
    },
    {
      key: 'duration',
      title: t('workflows.duration'),
      className: 'wide number',
      cell: ({ stats }) =>
        stats?.p50Ms === undefined ? (
          <span className="soft">–</span>
        ) : (
          `${durationText(stats.p50Ms)} / ${durationText(stats.p95Ms ?? stats.p50Ms)}`
        ),
    },
    {
      key: 'success',
      title: t('workflows.success'),
      className: 'wide number',
      cell: ({ stats }) => <Success stats={stats} />,
    },
    {
      key: 'owner',
      title: t('workflows.owner'),
      className: 'wide',
      cellClassName: 'soft nowrap',
      cell: ({ owner }) => owner ?? t('workflows.noOwner'),
    },
    {
      key: 'tags',
      title: t('workflows.tags'),
      className: 'wide',
      cell: ({ tags }) => <Tags tags={tags} onTag={onTag} />,
    },
    {
      key: 'start',
      title: <span className="visually-hidden">{t('action.start')}</span>,
      className: 'tight',
      cell: ({ name, actions }) => (
        <ActionButton
          small
          icon="play"
          action={actions.start}
          text={t('action.start')}
          textClassName="medium"
          name={t('action.startWorkflow', { workflow: name })}
          onClick={() => onStart(name)}
        />
      ),
    },
  ];
}

/** How many of a hundred; what rarely fails is told from what never does. */
function Success({ stats }: { stats: Workflow['stats'] | undefined }) {
  const { t } = useTranslation();
  if (!stats || stats.ended === 0) return <span className="soft">–</span>;
  const percent = Math.floor((stats.success / stats.ended) * 100);
  return (
    <span
      className={percent < 100 ? 'family-failed in-family' : undefined}
      title={t('workflows.successOf', { success: stats.success, count: stats.ended })}
    >
      {percent}%
    </span>
  );
}

function NameCell({ workflow: { project, name, version, title, hasDraft } }: { workflow: Workflow }) {
  const { t } = useTranslation();
  return (
    <>
      <Link to="/p/$project/w/$workflow" params={{ project, workflow: name }}>
        {name}
      </Link>
      <span className="version">@{version}</span>
      {hasDraft && <span className="tag draft-tag">{t('workflows.draft')}</span>}
      {title !== undefined && <div className="workflow-title">{title}</div>}
    </>
  );
}

function Tags({ tags, onTag }: { tags: readonly string[]; onTag: (tag: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className="tags">
      {tags.map((tag) => (
        <button
          key={tag}
          type="button"
          className="tag"
          aria-label={t('workflows.byTag', { tag })}
          onClick={() => onTag(tag)}
        >
          {tag}
        </button>
      ))}
    </div>
  );
}

function Schedules({ workflow: { schedules } }: { workflow: Workflow }) {
  const { t } = useTranslation();
  const [first, ...more] = schedules;
  if (!first) return <span className="soft">{t('workflows.none')}</span>;
  return (
    <>
      {first.type === 'every' ? t('workflows.every', { interval: first.expression }) : <code>{first.expression}</code>}{' '}
      <span className="soft nowrap">
        {first.timezone}
        {more.length > 0 && ` ${t('workflows.moreSchedules', { count: more.length })}`}
      </span>
    </>
  );
}
