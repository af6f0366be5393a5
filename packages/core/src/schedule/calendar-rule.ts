/** The calendar of a schedule, and what it says of a day of the schedule's zone. */
import type { CalendarRule, DstPolicy, ScheduleDocument } from '../definition/schedule-document.ts';
import { type CalendarTable, type CalendarTables, dayIn, firstDayOf } from './calendar-table.ts';
import { END_OF_TIME } from './horizon.ts';
import { said } from '../said.ts';
import { ScheduleError } from './schedule-error.ts';
import { instantOfLocal } from './wall-clock.ts';
import { type Zone, zoneOf } from './zones.ts';

export const DAY_MS = 86_400_000;

/** `unknown`: the year has no data, and the schedule wants such firings held. */
export type DayState = 'open' | 'closed' | 'unknown';

export interface CalendarView {
  readonly table: CalendarTable;
  readonly rule: CalendarRule;
  /** Days are counted from 1 January 1970. */
  stateOf(day: number): DayState;
  /** No day after it is open. */
  readonly lastDay: number;
  /** No data for the year, whatever the schedule makes of it. */
  lacksData(day: number): boolean;
  /** The local day of an instant, and the local time within it. */
  localOf(instant: number): number;
  dayOf(instant: number): number;
  /** The first instant of a local day; not always midnight, where clocks change then. */
  startOf(day: number): number;
  /** The instant of a local time; undefined where the clock skips it and the schedule wants that skipped. */
  instantOf(local: number): number | undefined;
}

export function calendarRuleOf({ calendar }: ScheduleDocument): CalendarRule | undefined {
  return typeof calendar === 'string' ? { name: calendar } : calendar;
}

/** @throws ScheduleError where the calendar is not among the tables */
export function calendarView(
  rule: CalendarRule,
  calendars: CalendarTables,
  { zone: zoneName, dst }: { readonly zone: string; readonly dst: DstPolicy | undefined },
): CalendarView {
  const table = tableOf('calendar', rule.name, calendars);
  const zone: Zone = zoneOf(zoneName);
  const unknown: DayState = { hold: 'unknown', open: 'open', closed: 'closed' }[rule.unknown ?? 'hold'] as DayState;
  const localOf = (instant: number): number => instant + zone.pieceAt(instant).offset;
  return {
    table,
    rule,
    lastDay: unknown === 'closed' ? lastDayOf(table) : Number.POSITIVE_INFINITY,
    stateOf(day) {
      const open = dayIn(table, day);
      return open === undefined ? unknown : open ? 'open' : 'closed';
    },
    lacksData: (day) => dayIn(table, day) === undefined,
    localOf,
    dayOf: (instant) => Math.floor(localOf(instant) / DAY_MS),
    startOf(day) {
      // A day that never was begins with the one after it.
      for (let local = day * DAY_MS; local < END_OF_TIME; local += DAY_MS) {
        const instant = instantOfLocal(local, zoneName);
        if (instant !== undefined) return instant;
      }
      return day * DAY_MS;
    },
    instantOf: (local) => instantOfLocal(local, zoneName, dst),
  };
}

function lastDayOf({ years }: CalendarTable): number {
  return Math.max(0, ...Object.keys(years).map((year) => firstDayOf(Number(year) + 1) - 1));
}

export function tableOf(field: 'calendar' | 'freeze', name: string, calendars: CalendarTables): CalendarTable {
  const table = calendars.get(name);
  if (table) return table;
  throw new ScheduleError(field, said`there is no calendar "${name}"`, {
    hint: said`Add a document of kind Calendar, or name a built-in one such as cn-workdays or us-workdays.`,
  });
}

/** What a firing says for itself on a day without data. */
export const unknownYear = (view: CalendarView, day: number): string =>
  `the calendar ${view.table.name} has no data for ${new Date(day * DAY_MS).getUTCFullYear()}`;
