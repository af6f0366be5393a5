import type { Queue } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queuesQuery } from '../api/queue-queries.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Clamped } from '../parts/clamped.tsx';
import { QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { Instant } from '../time/instant.tsx';
import { ShareBar } from './share-bar.tsx';
import './queues.css';

const QueueDialog = lazy(() => import('./queue-dialog.tsx').then((module) => ({ default: module.QueueDialog })));

const QueueSetDialog = lazy(() =>
  import('./queue-set-dialog.tsx').then((module) => ({ default: module.QueueSetDialog })),
);

interface Asked {
  readonly queue: Queue;
  readonly verb: 'set' | 'pause' | 'resume';
}

export function QueueList() {
  const query = useQuery(queuesQuery);
  const [asked, setAsked] = useState<Asked>();
  return (
    <>
      <QueryView query={query}>{({ items }) => <QueueTable queues={items} onAsk={setAsked} />}</QueryView>
      {asked && (
        <Suspense>
          {asked.verb === 'set' ? (
            <QueueSetDialog queue={asked.queue} onClose={() => setAsked(undefined)} />
          ) : (
            <QueueDialog queue={asked.queue} verb={asked.verb} onClose={() => setAsked(undefined)} />
          )}
        </Suspense>
      )}
    </>
  );
}

function QueueTable({ queues, onAsk }: { queues: readonly Queue[]; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation();
  const columns: readonly Column<Queue>[] = [
    {
      key: 'name',
      title: t('queues.name'),
      cellClassName: 'name',
      cell: (queue) => <QueueName queue={queue} />,
    },
    { key: 'share', title: t('queues.share'), cell: (queue) => <ShareBar queue={queue} /> },
    {
      key: 'running',
      title: t('queues.running'),
      className: 'medium',
      cell: ({ running, holders }) => (
        <>
          {running}
          {holders.length > 0 && (
            <div className="workflow-title">
              {holders.map(({ project, running: count }) => `${project} ${count}`).join(' · ')}
            </div>
          )}
        </>
      ),
    },
    {
      key: 'ready',
      title: t('queues.ready'),
      cell: ({ ready, oldestReadyAt }) => (
        <>
          {ready}
          {oldestReadyAt !== undefined && (
            <div className="workflow-title queue-since">
              {t('queues.oldest')} <Instant at={oldestReadyAt} />
            </div>
          )}
        </>
      ),
    },
    { key: 'weight', title: t('queues.weight'), className: 'wide', cell: ({ weight }) => weight },
    {
      key: 'actions',
      title: <span className="visually-hidden">{t('queues.actions')}</span>,
      cell: (queue) => {
        const verb = queue.pausedAt === undefined ? 'pause' : 'resume';
        return (
          <div className="queue-actions">
            {(['set', verb] as const).map((each) => (
              <ActionButton
                key={each}
                small
                action={queue.actions[each]}
                text={t(`queues.${each}`)}
                name={t(`queues.${each}Title`, { name: queue.name })}
                onClick={() => onAsk({ queue, verb: each })}
              />
            ))}
          </div>
        );
      },
    },
  ];
  return <FramedTable columns={columns} rows={queues} rowKey={({ name }) => name} />;
}

function QueueName({ queue: { name, title, parent, state, pausedBy, pauseReason } }: { queue: Queue }) {
  const { t } = useTranslation();
  const held = [pausedBy, pauseReason].filter(Boolean).join(': ');
  const place = [title, parent !== undefined && t('queues.partOf', { parent })].filter(Boolean).join(' · ');
  return (
    <>
      {name} {state !== 'open' && <span className={`tag queue-${state}`}>{t(`queues.state.${state}`)}</span>}
      <div className="workflow-title">
        {place}
        {held !== '' && <Clamped text={held} />}
      </div>
    </>
  );
}
