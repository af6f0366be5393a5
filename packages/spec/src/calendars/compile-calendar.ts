/**
 * From a calendar document to its table. The days begin with `weekdays`; without them with no day, where
 * `union` or `include` alone says which, else with every day. Then holidays, union, intersection, minus and
 * the own dates, in this order. A year is known only if it is known to every part.
 */
import {
  type CalendarDocument,
  type CalendarTable,
  dateOfDay,
  dayIn,
  encodeYear,
  freezeSpans,
  type HolidaySource,
  WEEKDAYS,
  yearOf,
  said,
} from '@carillon/core';
import { CalendarError } from './calendar-error.ts';
import type { HolidayData, HolidayDays } from './holiday-data.ts';
import { ownDates } from './own-dates.ts';
import { ALL_YEARS } from './years.ts';

export interface CalendarParts {
  /** Of `union`, `intersection` and `minus`, by the names written there. */
  readonly tables: ReadonlyMap<string, CalendarTable>;
  readonly holidays: HolidayData;
}

/** Version 0; who stores it gives it its number. @throws CalendarError */
export function compileCalendar(document: CalendarDocument, parts: CalendarParts): CalendarTable {
  const layers = layersOf(document, parts);
  const known = ALL_YEARS.filter((year) => isKnown(year, document, layers));
  const isOpen = openDays(document, layers);
  return {
    name: document.name,
    version: 0,
    years: Object.fromEntries(known.map((year) => [year, encodeYear(year, isOpen)])),
    freezes: freezeSpans(document.freeze ?? [], document.timezone ?? 'UTC'),
    marks: marksOf(layers, new Set(known)),
  };
}

interface Layers {
  readonly holidays: readonly HolidayDays[];
  readonly union: readonly CalendarTable[];
  readonly intersection: readonly CalendarTable[];
  readonly minus: readonly CalendarTable[];
  readonly include: ReadonlyMap<number, string>;
  readonly exclude: ReadonlyMap<number, string>;
}

function layersOf(document: CalendarDocument, { tables, holidays }: CalendarParts): Layers {
  const parts = (field: 'union' | 'intersection' | 'minus'): readonly CalendarTable[] =>
    (document[field] ?? []).map((name, i) => {
      const table = tables.get(name);
      if (!table) throw new CalendarError([field, i], said`there is no calendar "${name}"`);
      return table;
    });
  return {
    holidays: (document.holidays ?? []).map((source, i) => holidaysOf(source, i, holidays)),
    union: parts('union'),
    intersection: parts('intersection'),
    minus: parts('minus'),
    include: ownDates(document.include),
    exclude: ownDates(document.exclude),
  };
}

function holidaysOf(source: HolidaySource, i: number, holidays: HolidayData): HolidayDays {
  try {
    return holidays(source);
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    throw new CalendarError(['holidays', i, ...error.path], error.said, error.hint);
  }
}

function isKnown(year: number, document: CalendarDocument, layers: Layers): boolean {
  const { years } = document;
  if (years && (year < years.from || year > years.to)) return false;
  if (!years && isList(document) && !isListed(year, layers.include)) return false;
  if (layers.holidays.some((holidays) => holidays.years && !holidays.years.has(year))) return false;
  return [...layers.union, ...layers.intersection, ...layers.minus].every((table) => table.years[year] !== undefined);
}

/** Nothing but the dates that are open, as an exchange publishes them: it says nothing of the years after. */
export const isList = (document: CalendarDocument): boolean =>
  document.include !== undefined &&
  !(['weekdays', 'holidays', 'union', 'intersection', 'minus', 'exclude'] as const).some((field) => document[field]);

function isListed(year: number, include: ReadonlyMap<number, string>): boolean {
  for (const day of include.keys()) if (yearOf(day) === year) return true;
  return false;
}

function openDays(document: CalendarDocument, layers: Layers): (day: number) => boolean {
  const beginsEmpty = document.union !== undefined || isList(document);
  const weekdays = document.weekdays && new Set<number>(document.weekdays.map((name) => WEEKDAYS.indexOf(name)));
  const begins = (day: number): boolean => (weekdays ? weekdays.has(weekdayOf(day)) : !beginsEmpty);
  const combined = (day: number): boolean =>
    (withHolidays(begins(day), day, layers.holidays) || layers.union.some((table) => dayIn(table, day))) &&
    layers.intersection.every((table) => dayIn(table, day)) &&
    !layers.minus.some((table) => dayIn(table, day));
  return (day) => (combined(day) && !layers.exclude.has(day)) || layers.include.has(day);
}

/** A holiday of one source closes the day; a make-up workday opens it unless another source closes it. */
function withHolidays(isOpen: boolean, day: number, sources: readonly HolidayDays[]): boolean {
  if (sources.some(({ off }) => off.has(day))) return false;
  return isOpen || sources.some(({ makeUp }) => makeUp.has(day));
}

/** From 1970-01-01, a Thursday; 0 is Monday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** What is nearest to the document has the word. */
function marksOf(layers: Layers, known: ReadonlySet<number>): Readonly<Record<string, string>> {
  const marks = new Map<string, string>();
  for (const table of [...layers.minus, ...layers.intersection, ...layers.union])
    for (const [date, mark] of Object.entries(table.marks)) marks.set(date, mark);
  const put = (days: Iterable<readonly [number, string]>): void => {
    for (const [day, mark] of days) if (mark !== '') marks.set(dateOfDay(day), mark);
  };
  for (const { makeUp, off } of layers.holidays) {
    put([...makeUp.keys()].map((day) => [day, 'make_up'] as const));
    put(off);
  }
  put(layers.exclude);
  put(layers.include);
  const dates = [...marks.keys()].filter((date) => known.has(Number(date.slice(0, 4)))).toSorted();
  return Object.fromEntries(dates.map((date) => [date, marks.get(date) as string]));
}
