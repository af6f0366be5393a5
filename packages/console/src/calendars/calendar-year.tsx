import type { CalendarDay } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { calendarDaysQuery } from '../api/calendar-queries.ts';
import type { Place } from '../api/queries.ts';
import { useMarkText } from '../days/day-words.ts';
import { type DayCell, YearGrid } from '../days/year-grid.tsx';
import { YearStep } from '../days/year-step.tsx';
import { QueryView } from '../parts/page.tsx';
import { type Column, FramedTable } from '../parts/table.tsx';
import { yearOf } from '../time/calendar-dates.ts';
import { dateLabel, shortDate } from '../time/format.ts';
import { useNow } from '../time/use-now.ts';
import { wallClock } from '../time/wall-clock.ts';
import { useZone } from '../time/zone.ts';
import { countDays, markedSpans, openState } from './calendar-days.ts';

const route = getRouteApi('/p/$project/calendars/$name');
const MINUTE_MS = 60_000;
/** A make-up workday is open where one would not expect it. */
const SIGNS = {
  open: { family: 'success', icon: 'check', pattern: 'solid' },
  unknown: { family: 'attention', icon: 'dotted', pattern: 'dotted' },
} as const;

/** Which days of a year the calendar has, which it does not, and about which nothing is published. */
export function CalendarYear({ place, name }: { place: Place; name: string }) {
  const { t } = useTranslation();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const today = wallClock(useNow(true, MINUTE_MS), useZone()).date;
  const year = view.year ?? yearOf(today);
  const query = useQuery(calendarDaysQuery(place, name, `${year}-01-01`, `${year}-12-31`));
  const change = (part: typeof view) =>
    void navigate({ search: (known) => ({ ...known, ...part }), replace: true, resetScroll: false });
  return (
    <section className="panel year-frame">
      <div className="panel-head">
        <h2>{t('schedule.year')}</h2>
        <YearStep year={year} onChange={(next) => change({ year: next })} />
        <Segmented
          aria-label={t('days.show')}
          value={view.as ?? 'grid'}
          onChange={(next) => change({ as: next === 'table' ? 'table' : undefined })}
          options={[
            { value: 'grid', label: t('days.grid') },
            { value: 'table', label: t('run.table') },
          ]}
        />
      </div>
      <QueryView query={query} rows={26}>
        {({ items }) =>
          view.as === 'table' ? <DayList days={items} /> : <CalendarGrid year={year} today={today} days={items} />
        }
      </QueryView>
    </section>
  );
}

function CalendarGrid({ year, today, days }: { year: number; today: string; days: readonly CalendarDay[] }) {
  const { t, i18n } = useTranslation();
  const markText = useMarkText();
  const [looked, setLooked] = useState<string>();
  const byDate = useMemo(() => new Map(days.map((day) => [day.date, day])), [days]);
  const counts = useMemo(() => countDays(days), [days]);
  const wordsOf = (day: CalendarDay) =>
    [t(`calendars.${openState(day)}`), day.mark && markText(day.mark)].filter(Boolean).join(' · ');
  const cellOf = (date: string): DayCell | undefined => {
    const day = byDate.get(date);
    if (!day) return undefined;
    const state = openState(day);
    return {
      look: state === 'unknown' || (state === 'open' && day.mark !== undefined) ? SIGNS[state] : undefined,
      tint: state === 'closed' && day.mark !== undefined ? 'cascade' : undefined,
      marked: day.mark !== undefined,
      ground: state === 'open' ? undefined : state,
      label: wordsOf(day),
    };
  };
  const shown = byDate.get(looked ?? today);
  return (
    <>
      <YearGrid
        year={year}
        label={t('calendars.year', { year })}
        cellOf={cellOf}
        today={today}
        selected={looked}
        onPick={setLooked}
        onLook={setLooked}
      />
      <ul className="legend" aria-label={t('days.legend')}>
        <li>
          <span className="ground-open" />
          {t('calendars.open')}
        </li>
        <li>
          <span className="ground-closed" />
          {t('calendars.closed')}
        </li>
        <li>
          <span className="day-sign family-cascade" />
          {t('calendars.holiday')}
        </li>
        <li>
          <span className="day-sign family-success" />
          {t('days.makeUp')}
        </li>
        <li>
          <span className="ground-unknown" />
          {t('calendars.unknown')}
        </li>
      </ul>
      <div className="panel-details">
        {shown && (
          <>
            <b>{dateLabel(shown.date, i18n.language)}</b>
            <span>{wordsOf(shown)}</span>
          </>
        )}
        <span className="soft panel-end">
          {t('calendars.summary', { open: counts.open, closed: counts.closed })}
          {counts.unknown > 0 && ` · ${t('calendars.unknownDays', { count: counts.unknown })}`}
        </span>
      </div>
      <MarkList days={days} />
    </>
  );
}

/** Days with a name, in words: holidays, make-up workdays, dates that somebody gave a reason. */
function MarkList({ days }: { days: readonly CalendarDay[] }) {
  const { t, i18n } = useTranslation();
  const markText = useMarkText();
  const spans = useMemo(() => markedSpans(days), [days]);
  if (spans.length === 0) return null;
  return (
    <ul className="mark-list" aria-label={t('days.marked')}>
      {spans.map(({ from, to, mark, state }) => (
        <li key={from}>
          <span className={`day-sign family-${state === 'open' ? 'success' : 'cascade'}`} aria-hidden />
          <span className="nowrap">
            {from === to
              ? shortDate(from, i18n.language)
              : `${shortDate(from, i18n.language)} – ${shortDate(to, i18n.language)}`}
          </span>
          <span>{markText(mark)}</span>
          <span className="soft">{t(`calendars.${state}`)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The year as a table, day by day. */
function DayList({ days }: { days: readonly CalendarDay[] }) {
  const { t, i18n } = useTranslation();
  const markText = useMarkText();
  const columns: readonly Column<CalendarDay>[] = [
    {
      key: 'date',
      title: t('schedule.date'),
      cellClassName: 'name',
      cell: ({ date }) => dateLabel(date, i18n.language),
    },
    {
      key: 'weekday',
      title: t('calendars.day'),
      cellClassName: 'soft',
      cell: ({ date }) =>
        new Date(`${date}T00:00:00Z`).toLocaleDateString(i18n.language, { weekday: 'long', timeZone: 'UTC' }),
    },
    { key: 'open', title: t('runs.state'), cell: (day) => t(`calendars.${openState(day)}`) },
    { key: 'mark', title: t('calendars.holiday'), cell: ({ mark }) => (mark === undefined ? '–' : markText(mark)) },
  ];
  return <FramedTable columns={columns} rows={days} rowKey={({ date }) => date} />;
}
