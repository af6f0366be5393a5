/** The schedules of a version as its document has them, compiled with the calendars of its project. */
import {
  type CalendarStore,
  calendarNames,
  CarillonError,
  compileSchedule,
  documentZone,
  ScheduleError,
  schedulesOf,
  type Scope,
  type TimesOf,
  type WorkflowDocument,
  said,
} from '@carillon/core';

/** @throws CarillonError VALIDATION_DATE naming the schedule that yields nothing, say, because its calendar is gone */
export async function documentSchedules(
  calendars: CalendarStore,
  scope: Scope,
  document: WorkflowDocument,
): Promise<TimesOf> {
  const zone = documentZone(document);
  const definitions = schedulesOf(document);
  const names = [...new Set(definitions.flatMap(([, definition]) => calendarNames(definition)))];
  const tables = names.length === 0 ? new Map() : await calendars.tables(scope, names);
  const schedules = definitions.map(([name, definition]) => {
    const key = `${document.project}/${document.name}/${name}`;
    try {
      return compileSchedule({ ...definition, timezone: definition.timezone ?? zone }, { key, calendars: tables });
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error;
      throw new CarillonError({
        code: 'VALIDATION_DATE',
        message: said`the schedule "${name}" of "${document.name}" has no firings: ${error.message}`,
        cause: error,
      });
    }
  });
  return { workflow: document.name, zone, schedules };
}
