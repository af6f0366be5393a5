/**
 * Calendars, from documents to tables of days. Apart from the rest of the package since it brings the data
 * of holidays along: for servers and the command line, not for the console.
 */
export { calendarFindings } from './calendar-findings.ts';
export {
  type CalendarLinks,
  type CalendarProblem,
  type CalendarQuestion,
  type LinkedCalendar,
  linkCalendars,
} from './link-calendars.ts';
export { daysAsCsv, daysAsIcs, type ExportedDay } from './export-days.ts';
export { readCsv } from './import-csv.ts';
export { readIcs } from './import-ics.ts';
export { type ImportedDates, importedCalendar, type ImportMode, type ImportProblem } from './imported-dates.ts';
