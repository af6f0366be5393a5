import type { PageOf, Schedule } from '@carillon/protocol';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../api/queries.ts';
import { scheduleDaysQuery, workflowSchedulesQuery } from '../api/schedule-queries.ts';
import { mergeDays } from '../days/day-state.ts';
import { useDayWords } from '../days/day-words.ts';
import { Legend } from '../days/legend.tsx';
import { cellsOfDays } from '../days/schedule-cells.ts';
import { YearGrid } from '../days/year-grid.tsx';
import { YearStep } from '../days/year-step.tsx';
import { daysBetween, isCalendarDate, yearOf } from '../time/calendar-dates.ts';
import { type BackfillFields, pickDate } from './backfill-request.ts';

interface RangePickerProps {
  readonly place: Place;
  readonly workflow: string;
  readonly today: string;
  readonly fields: BackfillFields;
  readonly onChange: (fields: BackfillFields) => void;
}

const NONE: PageOf<Schedule>['items'] = [];

/** First and last date, typed or taken from a calendar that shows what became of each. */
export function RangePicker({ place, workflow, today, fields, onChange }: RangePickerProps) {
  const { t } = useTranslation();
  const id = useId();
  const { from, to } = fields;
  const [year, setYear] = useState(() => yearOf(isCalendarDate(to) ? to : today));
  const [isBegun, setBegun] = useState(false);
  const schedules = useQuery(workflowSchedulesQuery(place, workflow));
  const days = useDaysOf(schedules.data?.items ?? NONE, year);
  const words = useDayWords();
  const cells = useMemo(() => cellsOfDays(days, words), [days, words]);
  const isRange = isCalendarDate(from) && isCalendarDate(to) && from <= to;
  const pick = (date: string) => {
    onChange(pickDate(fields, date, isBegun));
    setBegun(!isBegun);
  };
  const dateField = (name: 'from' | 'to', label: string) => (
    <div className="field">
      <label htmlFor={`${id}-${name}`}>{label}</label>
      <Input
        id={`${id}-${name}`}
        type="date"
        value={fields[name]}
        onChange={(event) => onChange({ ...fields, [name]: event.target.value })}
      />
    </div>
  );
  return (
    <div className="range-picker">
      <div className="range-fields">
        {dateField('from', t('backfill.from'))}
        {dateField('to', t('backfill.to'))}
        <span className="soft">{isRange && t('backfill.dates', { count: daysBetween(from, to) + 1 })}</span>
        <YearStep year={year} onChange={setYear} />
      </div>
      <div className="year-frame range-frame">
        <YearGrid
          year={year}
          label={t('backfill.calendar', { year })}
          cellOf={(date) => cells.get(date)}
          today={today}
          range={isRange ? { from, to } : undefined}
          onPick={pick}
          inRow
        />
        <Legend />
      </div>
    </div>
  );
}

function useDaysOf(schedules: readonly Schedule[], year: number) {
  return useQueries({
    queries: schedules.map(({ id }) => scheduleDaysQuery(id, `${year}-01-01`, `${year}-12-31`)),
    combine: (found) => mergeDays(found.map(({ data }) => data?.items ?? [])),
  });
}
