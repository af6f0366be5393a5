import { describe, expect, it } from 'vitest';
import { compiled, listed } from './schedule.testing.ts';

/** Occurrences of a rule in New York from the start given, as its local times. */
function local(rrule: string, start: string, most = 5): string[] {
  const timezone = 'America/New_York';
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' });
  const found: string[] = [];
  for (const { at } of compiled({ rrule, start, timezone }).firings(0)) {
    found.push(format.format(at));
    if (found.length === most) break;
  }
  return found;
}

describe('the examples of RFC 5545', () => {
  it.each([
    ['FREQ=DAILY;COUNT=2', '1997-09-02T09:00', ['1997-09-02 09:00', '1997-09-03 09:00']],
    [
      'FREQ=DAILY;INTERVAL=10;COUNT=3',
      '1997-09-02T09:00',
      ['1997-09-02 09:00', '1997-09-12 09:00', '1997-09-22 09:00'],
    ],
    [
      'FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO',
      '1998-01-01T09:00',
      ['1998-01-04 09:00', '1998-01-05 09:00', '1998-01-11 09:00', '1998-01-12 09:00', '1998-01-18 09:00'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
      '1997-08-05T09:00',
      ['1997-08-05 09:00', '1997-08-10 09:00', '1997-08-19 09:00', '1997-08-24 09:00'],
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
      '1997-08-05T09:00',
      ['1997-08-05 09:00', '1997-08-17 09:00', '1997-08-19 09:00', '1997-08-31 09:00'],
    ],
    [
      'FREQ=MONTHLY;COUNT=3;BYDAY=1FR',
      '1997-09-05T09:00',
      ['1997-09-05 09:00', '1997-10-03 09:00', '1997-11-07 09:00'],
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=-3',
      '1997-09-28T09:00',
      ['1997-09-28 09:00', '1997-10-29 09:00', '1997-11-28 09:00', '1997-12-29 09:00', '1998-01-29 09:00'],
    ],
    [
      'FREQ=MONTHLY;COUNT=3;BYMONTHDAY=1,-1',
      '1997-09-30T09:00',
      ['1997-09-30 09:00', '1997-10-01 09:00', '1997-10-31 09:00'],
    ],
    [
      'FREQ=YEARLY;BYDAY=20MO',
      '1997-05-19T09:00',
      ['1997-05-19 09:00', '1998-05-18 09:00', '1999-05-17 09:00', '2000-05-15 09:00', '2001-05-14 09:00'],
    ],
    [
      'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
      '1997-09-02T09:00',
      ['1998-02-13 09:00', '1998-03-13 09:00', '1998-11-13 09:00', '1999-08-13 09:00', '2000-10-13 09:00'],
    ],
    [
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
      '1996-11-05T09:00',
      ['1996-11-05 09:00', '2000-11-07 09:00', '2004-11-02 09:00', '2008-11-04 09:00', '2012-11-06 09:00'],
    ],
    [
      'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3',
      '1997-09-04T09:00',
      ['1997-09-04 09:00', '1997-10-07 09:00', '1997-11-06 09:00'],
    ],
    [
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
      '1997-09-29T09:00',
      ['1997-09-29 09:00', '1997-10-30 09:00', '1997-11-27 09:00', '1997-12-30 09:00', '1998-01-29 09:00'],
    ],
    ['FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z', '1997-09-02T09:00', ['1997-09-02 09:00', '1997-09-02 12:00']],
    [
      'FREQ=MINUTELY;INTERVAL=90;COUNT=4',
      '1997-09-02T09:00',
      ['1997-09-02 09:00', '1997-09-02 10:30', '1997-09-02 12:00', '1997-09-02 13:30'],
    ],
    [
      'FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16',
      '1997-09-02T16:20',
      ['1997-09-02 16:20', '1997-09-02 16:40', '1997-09-03 09:00', '1997-09-03 09:20', '1997-09-03 09:40'],
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5',
      '2007-01-15T09:00',
      ['2007-01-15 09:00', '2007-01-30 09:00', '2007-02-15 09:00', '2007-03-15 09:00', '2007-03-30 09:00'],
    ],
    [
      'FREQ=YEARLY;INTERVAL=2;COUNT=3',
      '1997-06-10T09:00',
      ['1997-06-10 09:00', '1999-06-10 09:00', '2001-06-10 09:00'],
    ],
  ])('%s', (rrule, start, expected) => {
    expect(local(rrule, start)).toEqual(expected);
  });
});

describe('a rule', () => {
  it('takes start and exceptions from lines of its own', () => {
    const rrule = [
      'DTSTART;TZID=America/New_York:19970902T090000',
      'RRULE:FREQ=DAILY;UNTIL=19970906',
      'EXDATE;TZID=America/New_York:19970903T090000',
      'EXDATE;VALUE=DATE:19970905',
    ].join('\n');
    expect(listed(compiled({ rrule, timezone: 'America/New_York' }).firings(0))).toEqual([
      '1997-09-02T13:00',
      '1997-09-04T13:00',
      '1997-09-06T13:00',
    ]);
  });
  it('needs no start where it names its days and times', () => {
    const schedule = compiled({ rrule: 'FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=9;BYMINUTE=0' });
    expect(listed(schedule.firings(Date.parse('2026-01-01')), 2)).toEqual(['2026-01-30T09:00', '2026-02-27T09:00']);
  });
  it('names fixed times when it is daily, and follows elapsed time when it is hourly', () => {
    const at = (rrule: string, day: string): string[] =>
      listed(
        compiled({ rrule, start: '2025-01-01', timezone: 'America/New_York' }).firings(
          Date.parse(`${day}T04:00Z`),
          Date.parse(`${day}T09:00Z`),
        ),
      );
    expect(at('FREQ=DAILY;BYHOUR=2;BYMINUTE=30', '2025-03-09')).toEqual(['2025-03-09T07:00 dst_gap']);
    expect(at('FREQ=DAILY;BYHOUR=1;BYMINUTE=30', '2025-11-02')).toEqual(['2025-11-02T05:30 dst_overlap']);
    expect(at('FREQ=HOURLY', '2025-11-02')).toHaveLength(5);
  });
  it('ends instead of searching for ever', () => {
    expect(compiled({ rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }).next(0)).toBeUndefined();
    const never = 'FREQ=SECONDLY;INTERVAL=60;BYSECOND=30';
    expect(compiled({ rrule: never, start: '2026-01-01' }).next(Date.parse('2026-01-01'))).toBeUndefined();
    expect(compiled({ rrule: 'FREQ=HOURLY;INTERVAL=24;BYHOUR=5', start: '2026-01-01' }).next(0)).toBeUndefined();
  });
  it.each([
    ['FREQ=DAILY;BYWEEKNO=20', 'BYWEEKNO is not understood'],
    ['FREQ=DAILY;BYYEARDAY=1', 'BYYEARDAY is not understood'],
    ['RRULE:FREQ=DAILY\nRDATE:19970101', 'RDATE is not understood'],
    ['FREQ=FORTNIGHTLY', 'FREQ=FORTNIGHTLY is unknown'],
    ['BYHOUR=9', 'FREQ is missing'],
    ['FREQ=DAILY;BYHOUR=24', 'BYHOUR=24 is not 0 to 23'],
    ['FREQ=DAILY;BYMONTHDAY=0', '-31 to -1 from the end'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'needs FREQ=MONTHLY or YEARLY'],
    ['FREQ=MONTHLY;BYDAY=0MO', 'an occurrence that no year has'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'makes no sense with FREQ=WEEKLY'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20260101', 'exclude each other'],
    ['FREQ=DAILY;BYSETPOS=1', 'there is none'],
    ['FREQ=DAILY;FREQ=DAILY', 'FREQ is there twice'],
    ['FREQ=DAILY;COUNT', 'has no value'],
    ['FREQ=DAILY;COUNT=3', 'COUNT counts from a start'],
    ['FREQ=DAILY;INTERVAL=2', 'INTERVAL counts from a start'],
    ['FREQ=WEEKLY', 'takes its day from a start'],
    ['DTSTART;TZID=Asia/Tokyo:19970902T090000\nRRULE:FREQ=DAILY', 'is not the zone of the schedule'],
  ])('%s is refused', (rrule, message) => {
    expect(() => compiled({ rrule })).toThrow(message);
  });
});
