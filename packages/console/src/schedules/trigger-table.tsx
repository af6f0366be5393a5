import type { ScheduleDocument } from '@carillon/core';
import type { Schedule } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LongTable } from '../parts/long-table.tsx';
import type { Column } from '../parts/table.tsx';
import { CalendarLinks } from '../schedule/calendar-links.tsx';
import { Expression } from '../schedule/expression.tsx';
import { LastFiring } from '../schedule/last-firing.tsx';
import { NextFirings } from '../schedule/next-firings.tsx';
import { ScheduleActions } from '../schedule/schedule-actions.tsx';
import { ScheduleReasonText } from '../schedule/schedule-reason.tsx';
import { ScheduleStateLabel } from '../states/state-label.tsx';

const NEXT = 3;

export function TriggerTable({ schedules }: { schedules: readonly Schedule[] }) {
  const { t } = useTranslation();
  const columns: readonly Column<Schedule>[] = [
    {
      key: 'workflow',
      title: t('schedules.workflow'),
      cellClassName: 'name trigger-name',
      cell: ({ id, project, workflow, name }) => (
        <>
          <Link to="/p/$project/schedule/$scheduleId" params={{ project, scheduleId: id }}>
            {workflow}
          </Link>
          <div className="workflow-title">{name}</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('runs.state'),
      cell: ({ state, reason }) => (
        <>
          <ScheduleStateLabel state={state} reasonCode={reason?.code} />
          {reason && <ScheduleReasonText reason={reason} />}
        </>
      ),
    },
    {
      key: 'expression',
      title: t('schedules.when'),
      className: 'medium',
      cellClassName: 'trigger-when',
      cell: (each) => <Expression schedule={each} />,
    },
    {
      key: 'zone',
      title: t('bar.zone'),
      className: 'wide',
      cellClassName: 'soft',
      cell: ({ timezone, type }) => (
        <>
          {timezone}
          <div className="workflow-title">{t(`scheduleType.${type}`, type)}</div>
        </>
      ),
    },
    {
      key: 'next',
      title: t('schedules.next'),
      cell: (each) => <NextFirings schedule={each} count={NEXT} />,
    },
    {
      key: 'last',
      title: t('schedules.last'),
      className: 'medium',
      cellClassName: 'trigger-last',
      cell: (each) => <LastFiring schedule={each} />,
    },
    {
      key: 'rules',
      title: t('schedules.missed'),
      className: 'wide',
      cellClassName: 'soft',
      cell: ({ definition, project, calendars }) => (
        <>
          {t(`misfire.${(definition as ScheduleDocument).misfire?.policy ?? 'fire_once'}`)}
          <CalendarLinks project={project} names={calendars} />
        </>
      ),
    },
    {
      key: 'actions',
      title: <span className="visually-hidden">{t('schedules.actions')}</span>,
      className: 'tight',
      cell: (each) => <ScheduleActions schedule={each} compact />,
    },
  ];
  return <LongTable columns={columns} rows={schedules} rowKey={({ id }) => id} />;
}
