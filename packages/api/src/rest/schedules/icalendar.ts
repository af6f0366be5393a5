/** Events as RFC 5545, for calendars of every kind. */

export interface CalendarEvent {
  /** The same for the same event in every export, so that a calendar updates it. */
  readonly uid: string;
  readonly start: Date;
  readonly end: Date;
  readonly summary: string;
  readonly description: string;
}

/** Octets of a line, its end left out. */
const MAX_LINE = 75;

export function* icalendar(events: Iterable<CalendarEvent>, name: string, now: Date): Generator<string> {
  yield lines(['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Carillon//Schedules//EN', 'CALSCALE:GREGORIAN']);
  yield lines(['METHOD:PUBLISH', `X-WR-CALNAME:${escaped(name)}`]);
  for (const { uid, start, end, summary, description } of events) {
    yield lines([
      'BEGIN:VEVENT',
      `UID:${escaped(uid)}`,
      `DTSTAMP:${utc(now)}`,
      `DTSTART:${utc(start)}`,
      `DTEND:${utc(end)}`,
      `SUMMARY:${escaped(summary)}`,
      `DESCRIPTION:${escaped(description)}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]);
  }
  yield lines(['END:VCALENDAR']);
}

const lines = (all: readonly string[]): string => all.map((line) => `${folded(line)}\r\n`).join('');

const utc = (time: Date): string => time.toISOString().replace(/[-:]|\.\d+/g, '');

function escaped(text: string): string {
  return (
    text
      .replace(/[\\;,]/g, (mark) => `\\${mark}`)
      .replace(/\r\n|\n|\r/g, '\\n')
      // oxlint-disable-next-line no-control-regex -- what RFC 5545 does not allow in a text
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
  );
}

/** Lines that go on begin with a space. No character is cut in two. */
function folded(line: string): string {
  let text = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > MAX_LINE) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}
