/** Days of a calendar for other programs: the ones that are open, or those that are not, with their marks. */
import { csvLine } from '@carillon/core/csv';
import { icalendarLines, icalendarText } from '@carillon/core/icalendar';

export interface ExportedDay {
  readonly date: string;
  readonly mark?: string;
}

/** What {@link readCsv} reads. */
export function daysAsCsv(days: readonly ExportedDay[]): string {
  return [['date', 'reason'], ...days.map(({ date, mark }) => [date, mark ?? ''])].map(csvLine).join('');
}

/** What {@link readIcs} reads. @param name of the calendar; an unmarked day is called by it */
export function daysAsIcs(days: readonly ExportedDay[], name: string, now: Date): string {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const events = days.flatMap(({ date, mark }) => [
    'BEGIN:VEVENT',
    `UID:${icalendarText(`${name}-${date}@carillon`)}`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${date.replaceAll('-', '')}`,
    `SUMMARY:${icalendarText(mark ?? name)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]);
  const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Carillon//Calendars//EN', 'CALSCALE:GREGORIAN'];
  return icalendarLines([...head, `X-WR-CALNAME:${icalendarText(name)}`, ...events, 'END:VCALENDAR']);
}
