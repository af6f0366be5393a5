/** A week of firings as rows of hours and columns of quarter hours, on the wall clock of one zone. */
import { addDays } from '../time/calendar-dates.ts';
import { startOfDay, wallClock } from '../time/wall-clock.ts';

export const CELL_MS = 15 * 60_000;
export const WEEK_DAYS = 7;
const DAY_MS = 24 * 3_600_000;
const PER_HOUR = 4;
const EMPTY_ROW: readonly (WeekCell | undefined)[] = Array.from({ length: WEEK_DAYS * PER_HOUR }, () => undefined);

export interface WeekCell {
  /** Start of the quarter hour. */
  readonly at: number;
  readonly count: number;
}

export interface WeekRow {
  readonly hour: number;
  /** The second time that clocks show this hour, where they are set back. */
  readonly again: boolean;
  /** Four a day; undefined where clocks show no such time. */
  readonly cells: readonly (WeekCell | undefined)[];
}

export interface Week {
  readonly dates: readonly string[];
  readonly rows: readonly WeekRow[];
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly busiest: WeekCell | undefined;
  /** Of all cells. */
  readonly total: number;
}

export interface WeekCount {
  readonly at: string;
  readonly count: number;
}

export interface WeekSpan {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Whole days that cover it: eight where clocks are set back. */
  readonly days: number;
}

export function weekSpan(first: string, zone: string): WeekSpan {
  const from = startOfDay(first, zone);
  const to = startOfDay(addDays(first, WEEK_DAYS), zone);
  return { from, to, days: Math.ceil((to - from) / DAY_MS) };
}

export function layoutWeek(first: string, zone: string, counts: readonly WeekCount[]): Week {
  const { from, to } = weekSpan(first, zone);
  const dates = Array.from({ length: WEEK_DAYS }, (_, day) => addDays(first, day));
  const columns = new Map(dates.map((date, day) => [date, day * PER_HOUR]));
  const byStart = new Map(counts.map(({ at, count }) => [Date.parse(at), count]));
  const rows = new Map<string, { hour: number; again: boolean; cells: (WeekCell | undefined)[] }>();
  let busiest: WeekCell | undefined;
  let total = 0;
  for (let at = from; at < to; at += CELL_MS) {
    const { date, hour, minute } = wallClock(at, zone);
    const column = (columns.get(date) ?? 0) + Math.floor(minute / 15);
    const cell: WeekCell = { at, count: byStart.get(at) ?? 0 };
    const again = rows.get(rowKey(hour, false))?.cells[column] !== undefined;
    const key = rowKey(hour, again);
    const row = rows.get(key) ?? { hour, again, cells: [...EMPTY_ROW] };
    row.cells[column] = cell;
    rows.set(key, row);
    total += cell.count;
    if (cell.count > (busiest?.count ?? 0)) busiest = cell;
  }
  return { dates, rows: [...rows.keys()].sort().map((key) => rows.get(key) as WeekRow), from, to, busiest, total };
}

const rowKey = (hour: number, again: boolean): string => `${String(hour).padStart(2, '0')}${again ? '+' : ''}`;

/** 0 for nothing, else 1 to 5 on a scale of powers: a few beside thousands can still be told from none. */
export function levelOf(count: number, most: number): number {
  if (count === 0 || most === 0) return 0;
  return most === 1 ? 3 : 1 + Math.round((4 * Math.log(count)) / Math.log(most));
}

/** Fits a small cell: `999`, `1.2k`, `34k`. */
export function countText(count: number): string {
  if (count < 1_000) return String(count);
  return count < 10_000 ? `${(Math.floor(count / 100) / 10).toFixed(1)}k` : `${Math.floor(count / 1_000)}k`;
}
