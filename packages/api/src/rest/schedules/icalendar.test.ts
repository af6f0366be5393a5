import { expect, it } from 'vitest';
import { icalendar } from './icalendar.ts';

const event = (summary: string, description: string) => ({
  uid: 'sch_1-1795000000000@carillon',
  start: new Date('2026-11-21T00:10:00Z'),
  end: new Date('2026-11-21T00:12:30Z'),
  summary,
  description,
});
const text = (...events: Parameters<typeof icalendar>[0][]) =>
  [
    ...icalendar(
      events.flatMap((all) => [...all]),
      'Carillon',
      new Date('2026-11-20T00:00:00Z'),
    ),
  ].join('');

it('writes events in UTC with lines that end as RFC 5545 wants', () => {
  const calendar = text([event('retail/orders', 'default')]);
  expect(calendar.split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Carillon//Schedules//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'X-WR-CALNAME:Carillon',
    'BEGIN:VEVENT',
    'UID:sch_1-1795000000000@carillon',
    'DTSTAMP:20261120T000000Z',
    'DTSTART:20261121T001000Z',
    'DTEND:20261121T001230Z',
    'SUMMARY:retail/orders',
    'DESCRIPTION:default',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

it('escapes what has a meaning, and lets no text become a line of its own', () => {
  const calendar = text([event('a;b,c\\d', 'one\r\nEND:VEVENT\ntwo\u0007')]);
  expect(calendar).toContain('SUMMARY:a\\;b\\,c\\\\d\r\n');
  expect(calendar).toContain('DESCRIPTION:one\\nEND:VEVENT\\ntwo\r\n');
  expect(calendar.match(/^END:VEVENT/gm)).toHaveLength(1);
});

it('folds lines at 75 octets without cutting a character', () => {
  const summary = '双十一大促'.repeat(20);
  const lines = text([event(summary, 'x'.repeat(200))]).split('\r\n');
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBe(75);
  expect(lines.join('\r\n').replaceAll('\r\n ', '')).toContain(
    `SUMMARY:${summary}\r\nDESCRIPTION:${'x'.repeat(200)}\r\n`,
  );
});
