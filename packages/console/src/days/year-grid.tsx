import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family, Look } from '../states/families.ts';
import { useKeepInView } from '../parts/keep-in-view.ts';
import { StateIcon } from '../states/state-icon.tsx';
import { addDays, addMonths, weekdayOf, weeksOfMonth } from '../time/calendar-dates.ts';
import { monthName, weekdayNames } from '../time/format.ts';
import './year-grid.css';

export interface DayCell {
  readonly look?: Look | undefined;
  /** Colours a day that needs no sign. */
  readonly tint?: Family | undefined;
  /** Of the ground: a day that a calendar does not have, or says nothing about. */
  readonly ground?: 'closed' | 'unknown' | undefined;
  /** A holiday, a make-up workday: shown as a dot, told in the label. */
  readonly marked?: boolean;
  /** Everything about the day in words, without its date. */
  readonly label: string;
}

interface YearGridProps {
  readonly year: number;
  readonly label: string;
  readonly cellOf: (date: string) => DayCell | undefined;
  readonly today: string;
  readonly selected?: string | undefined;
  /** Both ends included. */
  readonly range?: { readonly from: string; readonly to: string } | undefined;
  /** By click or Enter. */
  readonly onPick: (date: string) => void;
  /** The day under the pointer or the focus. */
  readonly onLook?: (date: string) => void;
  /** The months in one row that scrolls, however wide the frame is. */
  readonly inRow?: boolean;
}

const MONTHS = Array.from({ length: 12 }, (_, month) => month + 1);

function movedDate(date: string, key: string): string | undefined {
  const moves: Readonly<Record<string, () => string>> = {
    ArrowLeft: () => addDays(date, -1),
    ArrowRight: () => addDays(date, 1),
    ArrowUp: () => addDays(date, -7),
    ArrowDown: () => addDays(date, 7),
    Home: () => addDays(date, -weekdayOf(date)),
    End: () => addDays(date, 6 - weekdayOf(date)),
    PageUp: () => addMonths(date, -1),
    PageDown: () => addMonths(date, 1),
  };
  return Object.hasOwn(moves, key) ? moves[key]?.() : undefined;
}

/**
 * A year as twelve months of days. One stop for Tab; arrows move by days and weeks, Page Up and Down by months.
 * On a narrow screen the months stand in one row that scrolls.
 */
export function YearGrid({
  year,
  label,
  cellOf,
  today,
  selected,
  range,
  onPick,
  onLook,
  inRow = false,
}: YearGridProps) {
  const frame = useRef<HTMLDivElement>(null);
  // The month that a keyboard would enter.
  useKeepInView(frame, '.month:has([tabindex="0"])', year);
  const stops = [selected, range?.from, today, `${year}-01-01`];
  const stop = stops.find((date) => date?.startsWith(`${year}-`));
  const onKeyDown = (event: KeyboardEvent) => {
    const { date } = (event.target as HTMLElement).dataset;
    const next = date === undefined ? undefined : movedDate(date, event.key);
    const target = next && frame.current?.querySelector<HTMLElement>(`[data-date="${next}"]`);
    if (next === undefined) return;
    event.preventDefault();
    if (target) target.focus();
  };
  return (
    <div
      className={inRow ? 'year-grid in-row' : 'year-grid'}
      role="group"
      aria-label={label}
      ref={frame}
      onKeyDown={onKeyDown}
    >
      {MONTHS.map((month) => (
        <Month
          key={month}
          year={year}
          month={month}
          isNow={today.startsWith(`${year}-${String(month).padStart(2, '0')}`)}
        >
          {(date) => (
            <Day
              date={date}
              cell={cellOf(date)}
              isToday={date === today}
              isSelected={date === selected || (range !== undefined && (date === range.from || date === range.to))}
              inRange={range !== undefined && date >= range.from && date <= range.to}
              isStop={date === stop}
              onPick={onPick}
              onLook={onLook}
            />
          )}
        </Month>
      ))}
    </div>
  );
}

interface MonthProps {
  readonly year: number;
  readonly month: number;
  readonly isNow: boolean;
  readonly children: (date: string) => ReactNode;
}

function Month({ year, month, isNow, children }: MonthProps) {
  const { i18n } = useTranslation();
  const id = useId();
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  return (
    <section className={isNow ? 'month is-now' : 'month'}>
      <h3 id={id}>{monthName(first, i18n.language)}</h3>
      <table role="grid" aria-labelledby={id}>
        <thead>
          <tr>
            {weekdayNames(i18n.language).map(({ short, long }) => (
              <th key={long} scope="col" abbr={long}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOfMonth(year, month).map((week, row) => (
            <tr key={week.find((date) => date !== undefined) ?? row}>
              {week.map((date, column) => (
                // A month's first and last weeks have places without a day.
                <td key={date ?? `none-${column}`}>{date !== undefined && children(date)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface DayProps {
  readonly date: string;
  readonly cell: DayCell | undefined;
  readonly isToday: boolean;
  readonly isSelected: boolean;
  readonly inRange: boolean;
  readonly isStop: boolean;
  readonly onPick: (date: string) => void;
  readonly onLook?: ((date: string) => void) | undefined;
}

function Day({ date, cell, isToday, isSelected, inRange, isStop, onPick, onLook }: DayProps) {
  const { i18n } = useTranslation();
  const name = new Date(`${date}T00:00:00Z`).toLocaleDateString(i18n.language, { dateStyle: 'long', timeZone: 'UTC' });
  const classes = [
    'day',
    cell?.look && `family-${cell.look.family} ${cell.look.pattern}`,
    cell?.tint && `family-${cell.tint}`,
    cell?.ground && `ground-${cell.ground}`,
    isToday && 'is-today',
    inRange && 'in-range',
    cell?.marked && 'is-marked',
  ];
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(' ')}
      data-date={date}
      tabIndex={isStop ? 0 : -1}
      aria-pressed={isSelected}
      aria-current={isToday ? 'date' : undefined}
      aria-label={cell ? `${name}: ${cell.label}` : name}
      onClick={() => onPick(date)}
      onFocus={() => onLook?.(date)}
      onPointerEnter={() => onLook?.(date)}
    >
      <span>{Number(date.slice(8))}</span>
      {cell?.look && <StateIcon look={cell.look} size={12} />}
    </button>
  );
}
