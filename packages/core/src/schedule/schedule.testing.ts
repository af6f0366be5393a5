import type { ScheduleDocument } from '../definition/schedule-document.ts';
import type { CalendarTable } from './calendar-table.ts';
import { compileSchedule, type Schedule } from './schedule.ts';

/** A schedule on its own: `test/workflow/default`, with the calendars given. */
export function compiled(definition: ScheduleDocument, ...calendars: readonly CalendarTable[]): Schedule {
  return compileSchedule(definition, {
    key: 'test/workflow/default',
    calendars: new Map(calendars.map((calendar) => [calendar.name, calendar])),
  });
}
