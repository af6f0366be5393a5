import type { FiringPreview, Schedule } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { nextFiringsQuery } from '../api/schedule-queries.ts';
import { firingLookOf } from '../states/families.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { Instant } from '../time/instant.tsx';
import './schedule.css';

/** The next firings of a row, one line each, as the engine tells them. */
export function NextFirings({ schedule, count }: { schedule: Schedule; count: number }) {
  const { t } = useTranslation();
  const isOn = schedule.state === 'enabled' && schedule.reason?.code !== 'WORKFLOW_PAUSED';
  const query = useQuery({ ...nextFiringsQuery(schedule, count), enabled: isOn });
  if (!isOn || (query.data ? query.data.items.length === 0 : schedule.nextFireAt === undefined))
    return <span className="soft">{t('schedule.noNext')}</span>;
  const known: readonly Pick<FiringPreview, 'logicalTime' | 'held' | 'notes'>[] = query.data?.items ?? [
    { logicalTime: schedule.nextFireAt ?? '', notes: [] },
  ];
  return (
    // Lines that are still to come have their place already.
    <ol className="next-firings" style={{ minHeight: `${count * 1.5}em` }}>
      {known.map(({ logicalTime, held, notes }) => (
        <li key={logicalTime}>
          <Instant at={logicalTime} />
          {held && ' '}
          {held && <StateIcon look={firingLookOf('held')} size={14} label={t('outcome.held')} />}
          {notes.length > 0 && (
            <span className="soft"> {notes.map((note) => t(`note.${note}`, note)).join(' · ')}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
