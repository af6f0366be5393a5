import { calendarNames, findScheduleProblems, type WorkflowDocument } from '@carillon/core';
import { schedulesOf } from '../checks/expression-sites.ts';
import type { Problem } from '../finding.ts';
import type { CalendarLinks } from './link-calendars.ts';

/** Schedules whose calendar never has a day on which they have a time. */
export function* closedSchedules(links: CalendarLinks, document: WorkflowDocument): Generator<Problem> {
  for (const [path, schedule] of schedulesOf(document)) {
    const tables = new Map(
      calendarNames(schedule).flatMap((name) => {
        const table = links.find(document.project, name)?.table;
        return table ? [[name, table] as const] : [];
      }),
    );
    if (tables.size < calendarNames(schedule).length || tables.size === 0) continue;
    const definition = { ...schedule, timezone: schedule.timezone ?? document.timezone ?? 'UTC' };
    for (const { field, message, hint } of findScheduleProblems(definition, tables))
      if (field === 'calendar') yield { code: 'VALIDATION_CALENDAR', path: [...path, field], message, hint };
  }
}
