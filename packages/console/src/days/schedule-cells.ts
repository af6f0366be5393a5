import type { ScheduleDay } from '@carillon/protocol';
import { DAY_LOOKS, dayState } from './day-state.ts';
import type { DayCell } from './year-grid.tsx';

/** Dates of a schedule as cells of a year. */
export function cellsOfDays(
  days: readonly ScheduleDay[],
  wordsOf: (day: ScheduleDay) => string,
): ReadonlyMap<string, DayCell> {
  return new Map(
    days.map((day) => {
      const state = dayState(day);
      const isClosed = day.calendar === 'closed';
      const cell: DayCell = {
        look: state === 'closed' ? undefined : DAY_LOOKS[state],
        ground: isClosed ? 'closed' : day.calendar === 'unknown' ? 'unknown' : undefined,
        marked: day.mark !== undefined,
        label: wordsOf(day),
      };
      return [day.date, cell];
    }),
  );
}
