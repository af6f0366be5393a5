import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { type CalendarTable, encodeYear } from './calendar-table.ts';
import type { FiringTime } from './firing-time.ts';
import { compileSchedule, type Schedule } from './schedule.ts';

/** A schedule on its own: `test/workflow/default`, with the calendars given. */
export function compiled(definition: ScheduleDocument, ...calendars: readonly CalendarTable[]): Schedule {
  return compileSchedule(definition, {
    key: 'test/workflow/default',
    calendars: new Map(calendars.map((calendar) => [calendar.name, calendar])),
  });
}

/** `2026-05-09T08:00` and notes, one line a firing. */
export function listed(firings: Iterable<FiringTime>, most = 100): string[] {
  const found: string[] = [];
  for (const { at, notes } of firings) {
    if (found.length >= most) break;
    found.push([new Date(at).toISOString().replace(/:00\.000Z$|\.000Z$/, ''), ...notes].join(' '));
  }
  return found;
}

export const isWeekday = (day: number): boolean => (((day + 3) % 7) + 7) % 7 < 5;

/** A calendar with data for some years. */
export function calendarOf(
  years: readonly number[],
  isOpen: (day: number) => boolean = isWeekday,
  more: Partial<CalendarTable> = {},
): CalendarTable {
  const encoded = Object.fromEntries(years.map((year) => [String(year), encodeYear(year, isOpen)]));
  return { name: 'days', version: 1, years: encoded, freezes: [], marks: {}, ...more };
}
