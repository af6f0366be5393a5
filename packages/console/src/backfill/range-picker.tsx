import type { WorkflowDate } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import type { TFunction } from 'i18next';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { workflowDatesQuery } from '../api/backfill-queries.ts';
import type { Place } from '../api/queries.ts';
import { type DayCell, YearGrid } from '../days/year-grid.tsx';
import { YearStep } from '../days/year-step.tsx';
import { useErrorText } from '../parts/page.tsx';
import { StateIcon } from '../states/state-icon.tsx';
import { daysBetween, isCalendarDate, yearOf } from '../time/calendar-dates.ts';
import { type BackfillFields, pickDate } from './backfill-request.ts';
import { WORKFLOW_DATE_LOOKS, WORKFLOW_DATE_STATES, workflowDateState } from './workflow-date-state.ts';

interface RangePickerProps {
  readonly place: Place;
  readonly workflow: string;
  readonly today: string;
  readonly fields: BackfillFields;
  readonly onChange: (fields: BackfillFields) => void;
}

/** First and last date, typed or taken from a calendar that shows what became of each. */
export function RangePicker({ place, workflow, today, fields, onChange }: RangePickerProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const id = useId();
  const { from, to } = fields;
  const [year, setYear] = useState(() => yearOf(isCalendarDate(to) ? to : today));
  const [isBegun, setBegun] = useState(false);
  const query = useQuery(workflowDatesQuery(place, workflow, `${year}-01-01`, `${year}-12-31`));
  const cells = useMemo(() => new Map(query.data?.items.map((each) => [each.date, cellOf(each, t)])), [query.data, t]);
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
        <DateLegend />
        {query.error && <p className="panel-note soft">{t('backfill.noStates', { reason: errorText(query.error) })}</p>}
      </div>
    </div>
  );
}

function cellOf(date: WorkflowDate, t: TFunction): DayCell {
  const state = workflowDateState(date);
  return { look: WORKFLOW_DATE_LOOKS[state], label: t(`workflowDate.${state}`) };
}

function DateLegend() {
  const { t } = useTranslation();
  return (
    <ul className="legend" aria-label={t('days.legend')}>
      {WORKFLOW_DATE_STATES.map((state) => {
        const look = WORKFLOW_DATE_LOOKS[state];
        return (
          look && (
            <li key={state}>
              <StateIcon look={look} size={12} />
              {t(`workflowDate.${state}`)}
            </li>
          )
        );
      })}
    </ul>
  );
}
