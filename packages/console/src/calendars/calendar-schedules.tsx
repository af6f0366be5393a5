import type { Schedule } from '@carillon/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { schedulesQuery } from '../api/schedule-queries.ts';
import { LoadMore } from '../parts/load-more.tsx';
import { QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { Expression } from '../schedule/expression.tsx';
import { ScheduleStateLabel } from '../states/state-label.tsx';
import { Instant } from '../time/instant.tsx';

/** Which schedules of the project the calendar decides about. */
export function CalendarSchedules({ place, name }: { place: Place; name: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(schedulesQuery(place, { calendar: name }));
  const columns: readonly Column<Schedule>[] = [
    {
      key: 'workflow',
      title: t('schedules.workflow'),
      cellClassName: 'name',
      cell: ({ id, project, workflow, name: schedule }) => (
        <>
          <Link to="/p/$project/schedule/$scheduleId" params={{ project, scheduleId: id }}>
            {workflow}
          </Link>
          <div className="workflow-title">{schedule}</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('runs.state'),
      cell: ({ state, reason }) => <ScheduleStateLabel state={state} reasonCode={reason?.code} />,
    },
    { key: 'when', title: t('schedules.when'), className: 'medium', cell: (each) => <Expression schedule={each} /> },
    { key: 'next', title: t('workflows.nextFire'), cell: ({ nextFireAt }) => <Instant at={nextFireAt} /> },
  ];
  return (
    <section className="panel">
      <h2>{t('calendars.usedBy')}</h2>
      <QueryView query={query} rows={2}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) return <p className="panel-note soft">{t('calendars.noSchedules')}</p>;
          return (
            <>
              <FramedTable columns={columns} rows={rows} rowKey={({ id }) => id} />
              <LoadMore query={query} />
            </>
          );
        }}
      </QueryView>
    </section>
  );
}
