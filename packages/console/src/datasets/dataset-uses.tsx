import type { DatasetUse } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { datasetUsesQuery } from '../api/dataset-queries.ts';
import { type Place, workflowQuery } from '../api/queries.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';

const BackfillDialog = lazy(async () => ({
  default: (await import('../backfill/backfill-dialog.tsx')).BackfillDialog,
}));

/** Which tasks of live versions bring it up to date, each with a way to do so for a range of dates, and which wait for it. */
export function DatasetUses({ place, name }: { place: Place; name: string }) {
  const { t } = useTranslation();
  const query = useQuery(datasetUsesQuery(place, name));
  const [backfilled, setBackfilled] = useState<string>();
  const columns: readonly Column<DatasetUse>[] = [
    { key: 'use', title: t('datasets.use'), cell: ({ use }) => t(`datasets.${use}`) },
    {
      key: 'workflow',
      title: t('runs.workflow'),
      cell: ({ project, workflow, version }) => (
        <>
          <Link to="/p/$project/w/$workflow" params={{ project, workflow }}>
            {project === place.project ? workflow : `${project}/${workflow}`}
          </Link>
          <span className="version">@{version}</span>
        </>
      ),
    },
    { key: 'task', title: t('datasets.task'), cell: ({ task }) => <code>{task}</code> },
    {
      key: 'partition',
      title: t('datasets.partition'),
      className: 'medium',
      cell: ({ partition }) => (partition === undefined ? <span className="soft">–</span> : <code>{partition}</code>),
    },
    {
      key: 'actions',
      title: <span className="visually-hidden">{t('workers.actions')}</span>,
      cell: ({ use, workflow }) =>
        use === 'produces' && <Backfill place={place} workflow={workflow} onAsk={() => setBackfilled(workflow)} />,
    },
  ];
  return (
    <div className="dataset-uses">
      <QueryView query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="panel-note soft">{t('datasets.noUses')}</p>
          ) : (
            <FramedTable
              label={t('datasets.uses')}
              columns={columns}
              rows={items}
              rowKey={({ project, workflow, task, use, partition = '' }) =>
                [use, project, workflow, task, partition].join(' ')
              }
            />
          )
        }
      </QueryView>
      {backfilled !== undefined && (
        <Suspense>
          <BackfillDialog place={place} workflow={backfilled} onClose={() => setBackfilled(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

/** What a task produces is of the project of its workflow. */
function Backfill({ place, workflow, onAsk }: { place: Place; workflow: string; onAsk: () => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(workflowQuery(place, workflow));
  if (!data) return null;
  return (
    <ActionButton
      small
      action={data.actions.start}
      text={t('datasets.backfill')}
      name={t('datasets.backfillOf', { workflow })}
      onClick={onAsk}
    />
  );
}
