/** Events as RFC 5545, for calendars of every kind. */
import { icalendarLines, icalendarText } from '@carillon/core/icalendar';

export interface CalendarEvent {
  /** The same for the same event in every export, so that a calendar updates it. */
  readonly uid: string;
  readonly start: Date;
  readonly end: Date;
  readonly summary: string;
  readonly description: string;
}

export function* icalendar(events: Iterable<CalendarEvent>, name: string, now: Date): Generator<string> {
  yield icalendarLines(['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Carillon//Schedules//EN', 'CALSCALE:GREGORIAN']);
  yield icalendarLines(['METHOD:PUBLISH', `X-WR-CALNAME:${icalendarText(name)}`]);
  for (const { uid, start, end, summary, description } of events) {
    yield icalendarLines([
      'BEGIN:VEVENT',
      `UID:${icalendarText(uid)}`,
      `DTSTAMP:${utc(now)}`,
      `DTSTART:${utc(start)}`,
      `DTEND:${utc(end)}`,
      `SUMMARY:${icalendarText(summary)}`,
      `DESCRIPTION:${icalendarText(description)}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]);
  }
  yield icalendarLines(['END:VCALENDAR']);
}

const utc = (time: Date): string => time.toISOString().replace(/[-:]|\.\d+/g, '');
