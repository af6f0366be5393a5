import type { FiringPreview, Schedule } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { nextFiringsQuery } from '../api/schedule-queries.ts';
import { Empty, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { BothZones } from '../time/both-zones.tsx';
import { dateLabel } from '../time/format.ts';
import { Instant } from '../time/instant.tsx';
import { FiringNotes } from './firing-notes.tsx';

const SHOWN = 10;

/** The next firings in both zones, with what moves or holds them. */
export function ComingFirings({ schedule }: { schedule: Schedule }) {
  const { t, i18n } = useTranslation();
  const query = useQuery(nextFiringsQuery(schedule, SHOWN));
  const columns: readonly Column<FiringPreview>[] = [
    {
      key: 'at',
      title: t('schedule.logicalTime'),
      cell: ({ logicalTime }) => <BothZones at={logicalTime} zone={schedule.timezone} />,
    },
    { key: 'in', title: t('upcoming.starts'), cell: ({ startsAt }) => <Instant at={startsAt} /> },
    {
      key: 'covers',
      title: t('runs.covers'),
      className: 'medium',
      cell: ({ logicalDate }) => dateLabel(logicalDate, i18n.language),
    },
    { key: 'notes', title: t('schedule.notes'), cell: ({ notes, held }) => <FiringNotes notes={notes} held={held} /> },
  ];
  return (
    <section className="panel">
      <h2>{t('schedule.coming')}</h2>
      <QueryView query={query} rows={SHOWN}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('schedule.noNext')} />
          ) : (
            <FramedTable
              label={t('schedule.coming')}
              columns={columns}
              rows={items}
              rowKey={({ logicalTime }) => logicalTime}
            />
          )
        }
      </QueryView>
    </section>
  );
}
