/**
 * A calendar as the engine, the browser and expressions read it: which days are open, a bit a day. Compiled
 * once from a document (`@carillon/spec`), since the data of holidays is large and never reaches core.
 * Days are numbers, counted from 1970-01-01; {@link dayNumberOf} and {@link dateOfDay} convert.
 */
import { said, SaidRangeError } from '../said.ts';

export interface CalendarTable {
  readonly name: string;
  /** 0: built in, not stored. */
  readonly version: number;
  /** By year, the bits of its days in hex, see {@link encodeYear}. A year that is absent has no published data. */
  readonly years: Readonly<Record<string, string>>;
  /** In order of `from`; firings within are held. */
  readonly freezes: readonly FreezeSpan[];
  /** For people, by date: `make_up`, the name of a holiday, or the reason somebody wrote. */
  readonly marks: Readonly<Record<string, string>>;
}

/** By the names that a schedule uses. */
export type CalendarTables = ReadonlyMap<string, CalendarTable>;

export interface FreezeSpan {
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly reason?: string;
}

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Undefined: there is no data for that year. O(1). */
export function dayIn(table: CalendarTable, day: string | number): boolean | undefined {
  const number = typeof day === 'string' ? dayNumberOf(day) : day;
  const year = yearOf(number);
  const bits = table.years[year];
  if (bits === undefined) return undefined;
  const index = number - firstDayOf(year);
  return ((Number.parseInt(bits.charAt(index >> 2), 16) >> (index & 3)) & 1) === 1;
}

/**
 * The `n`th open day after a day, or before it when `n` is negative; 0 is the day itself or, when that is
 * closed, the next open one. Undefined: it lies in, or behind, a year without data.
 */
export function addOpenDays(table: CalendarTable, day: number, n: number): number | undefined {
  if (n === 0) return walk(table, day, 1, 1);
  return n > 0 ? walk(table, day + 1, 1, n) : walk(table, day - 1, -1, -n);
}

/**
 * The `n`th open day of a month (1 to 12), from its end when `n` is negative. Undefined: the month has fewer,
 * or there is no data for the year, which {@link dayIn} of any of its days tells.
 */
export function nthOpenDayOfMonth(table: CalendarTable, year: number, month: number, n: number): number | undefined {
  const first = Date.UTC(year, month - 1, 1) / DAY_MS;
  const last = Date.UTC(year, month, 0) / DAY_MS;
  if (n === 0) throw new RangeError('the days of a month are counted from 1, or from -1 at its end');
  const found = n > 0 ? walk(table, first, 1, n) : walk(table, last, -1, -n);
  return found !== undefined && found >= first && found <= last ? found : undefined;
}

/** The last day of the unbroken run of known years that a day lies in; undefined when its own year is not known. */
export function knownUntil(table: CalendarTable, day: number): number | undefined {
  let year = yearOf(day);
  if (table.years[year] === undefined) return undefined;
  while (table.years[year + 1] !== undefined) year += 1;
  return firstDayOf(year + 1) - 1;
}

/** The `count`th open day from a day on, that day included. */
function walk(table: CalendarTable, from: number, step: 1 | -1, count: number): number | undefined {
  let left = count;
  for (let day = from; ; day += step) {
    const open = dayIn(table, day);
    if (open === undefined) return undefined;
    if (open) left -= 1;
    if (left === 0) return day;
  }
}

/** @throws RangeError for a text that is no date that exists */
export function dayNumberOf(date: string): number {
  const time = DATE.test(date) ? Date.parse(date) : Number.NaN;
  // Some engines read 30 February as 2 March.
  if (Number.isNaN(time) || dateOfDay(time / DAY_MS) !== date)
    throw new SaidRangeError(said`"${date.slice(0, 64)}" is no date`);
  return time / DAY_MS;
}

export const dateOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

export const yearOf = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();

/** 1 January. */
export const firstDayOf = (year: number): number => Date.UTC(year, 0, 1) / DAY_MS;

/** Four days a digit, the earliest in its lowest bit. */
export function encodeYear(year: number, isOpen: (day: number) => boolean): string {
  const first = firstDayOf(year);
  const end = firstDayOf(year + 1);
  let text = '';
  for (let day = first; day < end; day += 4) {
    let digit = 0;
    for (let i = 0; i < 4 && day + i < end; i++) if (isOpen(day + i)) digit |= 1 << i;
    text += digit.toString(16);
  }
  return text;
}
