import type { ScheduleDay } from '@carillon/protocol';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { DAY_LOOKS, dayState, isRepairable } from '../days/day-state.ts';
import { useMarkText } from '../days/day-words.ts';
import { Empty } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { StateIcon } from '../states/state-icon.tsx';
import { dateLabel } from '../time/format.ts';

/** The year as a table: the same facts and actions as in the grid, newest first. */
export function DayTable({ days, onBackfill }: { days: readonly ScheduleDay[]; onBackfill: (date: string) => void }) {
  const { t, i18n } = useTranslation();
  const markText = useMarkText();
  const rows = days.filter((day) => dayState(day) !== 'none').toReversed();
  if (rows.length === 0) return <Empty title={t('days.nothing')} />;
  const count = (
    key: string,
    title: string,
    value: (day: ScheduleDay) => number,
    className = '',
  ): Column<ScheduleDay> => ({
    key,
    title,
    className: `number ${className}`,
    cell: (day) => value(day) || <span className="soft">–</span>,
  });
  const columns: readonly Column<ScheduleDay>[] = [
    {
      key: 'date',
      title: t('schedule.date'),
      cellClassName: 'name',
      cell: ({ date }) => dateLabel(date, i18n.language),
    },
    {
      key: 'state',
      title: t('runs.state'),
      cell: (day) => {
        const state = dayState(day);
        const look = DAY_LOOKS[state];
        return (
          <span className={`state-label family-${look?.family ?? 'neutral'}`}>
            {look && <StateIcon look={look} />}
            <span>{t(`dayState.${state}`)}</span>
          </span>
        );
      },
    },
    count('planned', t('dayState.planned'), ({ planned }) => planned),
    count('fired', t('outcome.fired'), ({ fired }) => fired),
    count('failed', t('state.failed'), ({ runs }) => runs.failed),
    count('missed', t('outcome.missed'), ({ missed }) => missed, 'medium'),
    count('skipped', t('outcome.skipped'), ({ skipped, merged }) => skipped + merged, 'medium'),
    count('held', t('outcome.held'), ({ held }) => held, 'wide'),
    count('paused', t('outcome.paused'), ({ paused }) => paused, 'wide'),
    {
      key: 'mark',
      title: t('schedule.calendar'),
      className: 'medium',
      cellClassName: 'soft',
      cell: ({ calendar, mark }) =>
        [calendar && t(`dayState.${calendar}`), mark && markText(mark)].filter(Boolean).join(' · ') || '–',
    },
    {
      key: 'backfill',
      title: <span className="visually-hidden">{t('backfill.open')}</span>,
      className: 'tight',
      cell: (day) =>
        isRepairable(dayState(day)) && (
          <Button
            size="small"
            aria-label={`${t('backfill.open')} ${dateLabel(day.date, i18n.language)}`}
            onClick={() => onBackfill(day.date)}
          >
            {t('backfill.open')}
          </Button>
        ),
    },
  ];
  return <FramedTable columns={columns} rows={rows} rowKey={({ date }) => date} />;
}
