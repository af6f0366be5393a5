import type { CalendarDates } from '@carillon/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDocuments } from '../load.ts';
import { daysAsCsv, daysAsIcs } from './export-days.ts';
import { readCsv } from './import-csv.ts';
import { readIcs } from './import-ics.ts';
import { importedCalendar } from './imported-dates.ts';

const ics = (...events: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: readonly string[]): string => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n');

describe('iCalendar', () => {
  it('gives events of whole days, their last day included, with their summaries', () => {
    const text = ics(
      event('DTSTART;VALUE=DATE:20260509', 'DTEND;VALUE=DATE:20260510', 'SUMMARY;LANGUAGE=zh:劳动节 补班'),
      event('DTSTART:20261001', 'DTEND:20261009', 'SUMMARY:National Day\\, golden', '  week'),
      event('DTSTART;X-NOTE="a:b":20261224', 'BEGIN:VALARM', 'DTSTART:20200101T000000', 'END:VALARM'),
      event('DTSTART:20261231', 'DURATION:P1W'),
      event('DTSTART:20270101', 'STATUS:CANCELLED'),
    );
    expect(readIcs(text)).toEqual({
      dates: [
        { date: '2026-05-09', reason: '劳动节 补班' },
        { from: '2026-10-01', to: '2026-10-08', reason: 'National Day, golden week' },
        '2026-12-24',
        { from: '2026-12-31', to: '2027-01-06' },
      ],
      problems: [],
    });
  });
  it.each([
    [event('DTSTART:20260509', 'RRULE:FREQ=YEARLY'), 5, 'the event repeats (RRULE)'],
    [event('DTSTART:20260509T090000Z'), 4, '"20260509T090000Z" is not a date'],
    [event('SUMMARY:nothing'), 3, 'the event has no DTSTART'],
    [event('DTSTART:20260230'), 3, '"2026-02-30" is no date'],
    [event('DTSTART:20260509', 'DTEND:20260501'), 3, 'the event ends before it begins'],
    [event('DTSTART:20260509', 'DURATION:PT5H'), 3, '"PT5H" is no duration of whole days'],
    ['X-NOTHING:1', 1, 'the file has no events'],
  ])('is refused with the line: %j', (text, line, message) => {
    const { dates, problems } = readIcs(ics(text));
    expect(dates).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line, message: expect.stringContaining(message) });
  });
  it('is told from other files', () => {
    expect(readIcs('date,reason\n').problems[0]?.message).toBe('the file does not begin with BEGIN:VCALENDAR');
  });
});

describe('CSV', () => {
  it.each([
    ['date,reason\n2026-05-09,make-up\n2026-05-10,\n', [{ date: '2026-05-09', reason: 'make-up' }, '2026-05-10']],
    [
      '\uFEFF2026-05-09;"a; ""b"""\r\n20260510\r\n\r\n2026/05/11',
      [{ date: '2026-05-09', reason: 'a; "b"' }, '2026-05-10', '2026-05-11'],
    ],
    [
      'Name\tTo\tFrom\nWeek\t2026-10-08\t2026-10-01\nDay\t\t2026-12-24\n',
      [
        { from: '2026-10-01', to: '2026-10-08', reason: 'Week' },
        { date: '2026-12-24', reason: 'Day' },
      ],
    ],
    ['date,reason\n2026-05-09,"two\nlines"\n', [{ date: '2026-05-09', reason: 'two\nlines' }]],
  ])('of %j gives its dates', (text, expected) => {
    expect(readCsv(text)).toEqual({ dates: expected, problems: [] });
  });
  it.each([
    ['date\n2026-05-09\n2026-02-30\n', 3, '"2026-02-30" is no date'],
    ['date,reason\n"2026-05-09","two\nlines"\n09.05.2026,x\n', 4, '"09.05.2026" is no date'],
    ['from,to\n2026-05-09,2026-05-01\n', 2, '2026-05-01 is before 2026-05-09'],
    ['day,why\n2026-05-09,x\n', 1, 'there is no column "date"'],
    ['\n\n', 1, 'the file has no rows'],
    ['date\n', 1, 'the file has no dates'],
  ])('of %j is refused with the line', (text, line, message) => {
    expect(readCsv(text).problems).toMatchObject([{ line, message: expect.stringContaining(message) }]);
  });
});

describe('what was exported', () => {
  const days = fc.uniqueArray(
    fc.record({
      date: fc
        .integer({ min: 11_000, max: 25_000 })
        .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
      mark: fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).map((text) => `m${text.replace(/\s/g, '_')}`),
    }),
    { selector: ({ date }) => date, maxLength: 20, minLength: 1 },
  );
  const expected = (all: readonly { date: string; mark: string }[]): CalendarDates[] =>
    all.map(({ date, mark }) => ({ date, reason: mark }));

  it('is read back the same', () => {
    fc.assert(
      fc.property(days, (all) => {
        expect(readCsv(daysAsCsv(all)).dates).toEqual(expected(all));
        const printable = all.map(({ date, mark }) => ({ date, mark: mark.replace(/\p{C}/gu, '') }));
        expect(readIcs(daysAsIcs(printable, 'x', new Date(0))).dates).toEqual(expected(printable));
      }),
    );
  });
  it('becomes a document that is valid', () => {
    const { dates } = readCsv('date,reason\n2026-05-09,make-up\n');
    const document = importedCalendar(dates, { name: 'days', project: 'retail', mode: 'include' });
    const { calendars, findings } = loadDocuments([{ path: 'days.json', text: JSON.stringify(document) }]);
    expect(findings).toEqual([]);
    expect(calendars[0]?.document).toEqual(document);
  });
});
