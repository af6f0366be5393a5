import type { Schedule, ScheduleDay } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { scheduleDaysQuery } from '../api/schedule-queries.ts';
import { dayState, isRepairable } from '../days/day-state.ts';
import { useDayWords } from '../days/day-words.ts';
import { Legend } from '../days/legend.tsx';
import { cellsOfDays } from '../days/schedule-cells.ts';
import { YearGrid } from '../days/year-grid.tsx';
import { YearStep } from '../days/year-step.tsx';
import { QueryView } from '../parts/page.tsx';
import { yearOf } from '../time/calendar-dates.ts';
import { dateLabel } from '../time/format.ts';
import { useNow } from '../time/use-now.ts';
import { wallClock } from '../time/wall-clock.ts';
import { DayTable } from './day-table.tsx';
import type { ScheduleView } from './schedule-view.ts';

const MINUTE_MS = 60_000;

interface ScheduleYearProps {
  readonly schedule: Schedule;
  readonly view: ScheduleView;
  readonly onView: (part: ScheduleView) => void;
  readonly onBackfill: (date: string) => void;
}

/** A year of a schedule, date by date: what fired, what failed, what never ran and why. */
export function ScheduleYear({ schedule, view, onView, onBackfill }: ScheduleYearProps) {
  const { t } = useTranslation();
  const today = wallClock(useNow(true, MINUTE_MS), schedule.timezone).date;
  const year = view.year ?? yearOf(today);
  const query = useQuery(scheduleDaysQuery(schedule.id, `${year}-01-01`, `${year}-12-31`));
  const [looked, setLooked] = useState<string>();
  return (
    <section className="panel year-frame">
      <div className="panel-head">
        <h2>{t('schedule.year')}</h2>
        <YearStep year={year} onChange={(next) => onView({ year: next, day: undefined })} />
        <Segmented
          aria-label={t('days.show')}
          value={view.as ?? 'grid'}
          onChange={(next) => onView({ as: next === 'table' ? 'table' : undefined })}
          options={[
            { value: 'grid', label: t('days.grid') },
            { value: 'table', label: t('run.table') },
          ]}
        />
      </div>
      <QueryView query={query} rows={26}>
        {({ items }) =>
          view.as === 'table' ? (
            <DayTable days={items} onBackfill={onBackfill} />
          ) : (
            <>
              <DayGrid
                year={year}
                days={items}
                today={today}
                selected={view.day}
                onPick={(day) => onView({ day })}
                onLook={setLooked}
              />
              <Legend />
              <DayDetails
                today={today}
                day={items.find(({ date }) => date === (view.day ?? looked ?? today))}
                onLedger={(day) => onView({ view: 'ledger', day })}
                onBackfill={onBackfill}
              />
            </>
          )
        }
      </QueryView>
    </section>
  );
}

interface DayGridProps {
  readonly year: number;
  readonly days: readonly ScheduleDay[];
  readonly today: string;
  readonly selected: string | undefined;
  readonly onPick: (date: string) => void;
  readonly onLook: (date: string) => void;
}

function DayGrid({ year, days, ...grid }: DayGridProps) {
  const { t } = useTranslation();
  const words = useDayWords();
  const cells = useMemo(() => cellsOfDays(days, words), [days, words]);
  return <YearGrid year={year} label={t('schedule.yearOf', { year })} cellOf={(date) => cells.get(date)} {...grid} />;
}

interface DayDetailsProps {
  readonly today: string;
  readonly day: ScheduleDay | undefined;
  readonly onLedger: (date: string) => void;
  readonly onBackfill: (date: string) => void;
}

/** Always there, so that pointing at a date moves nothing. */
function DayDetails({ day, today, onLedger, onBackfill }: DayDetailsProps) {
  const { t, i18n } = useTranslation();
  const words = useDayWords();
  if (!day) return <div className="panel-details soft">{t('days.choose')}</div>;
  return (
    <div className="panel-details">
      <b>{dateLabel(day.date, i18n.language)}</b>
      <span>{words(day)}</span>
      <Button size="small" onClick={() => onLedger(day.date)}>
        {t('schedule.ledgerOfDay')}
      </Button>
      {(isRepairable(dayState(day)) || day.date < today) && (
        <Button size="small" onClick={() => onBackfill(day.date)}>
          {t('backfill.open')}
        </Button>
      )}
    </div>
  );
}
