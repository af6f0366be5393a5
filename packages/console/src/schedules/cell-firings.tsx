import type { UpcomingFiring } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type UpcomingFilter, upcomingFiringsQuery } from '../api/schedule-queries.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { Empty, QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { FiringNotes } from '../schedule/firing-notes.tsx';
import { BothZones } from '../time/both-zones.tsx';
import { durationText } from '../time/duration.ts';
import { shortText } from '../time/format.ts';
import { CELL_MS } from './week-layout.ts';

const iso = (at: number) => new Date(at).toISOString();

/** What starts within one quarter hour. */
export function CellFirings({ filter, at, zone }: { filter: UpcomingFilter; at: number; zone: string }) {
  const { t, i18n } = useTranslation();
  const query = useInfiniteQuery(upcomingFiringsQuery(filter, iso(at), iso(at + CELL_MS)));
  const columns: readonly Column<UpcomingFiring>[] = [
    {
      key: 'workflow',
      title: t('schedules.workflow'),
      cellClassName: 'name',
      cell: ({ project, workflow, schedule, scheduleId }) => (
        <>
          <Link to="/p/$project/schedule/$scheduleId" params={{ project, scheduleId }}>
            {workflow}
          </Link>
          <div className="workflow-title">{t('schedules.inProject', { schedule, project })}</div>
        </>
      ),
    },
    {
      key: 'starts',
      title: t('upcoming.starts'),
      cell: ({ startsAt, timezone }) => <BothZones at={startsAt} zone={timezone} />,
    },
    {
      key: 'expected',
      title: t('upcoming.expected'),
      className: 'medium',
      cell: ({ expectedMs }) =>
        expectedMs ? (
          `${durationText(expectedMs.p50)} – ${durationText(expectedMs.p95)}`
        ) : (
          <span className="soft">{t('upcoming.noHistory')}</span>
        ),
    },
    {
      key: 'notes',
      title: t('schedule.notes'),
      cell: ({ notes, held }) => <FiringNotes notes={notes} held={held} />,
    },
  ];
  return (
    <section aria-label={t('upcoming.firings')} className="cell-firings">
      <h2>{t('upcoming.firingsAt', { at: `${shortText(new Date(at), zone, i18n.language)} ${zone}` })}</h2>
      <QueryView query={query} rows={3}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) return <Empty title={t('upcoming.nothing')} />;
          return (
            <>
              <FramedTable
                columns={columns}
                rows={rows}
                rowKey={({ scheduleId, logicalTime }) => `${scheduleId} ${logicalTime}`}
              />
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
    </section>
  );
}
