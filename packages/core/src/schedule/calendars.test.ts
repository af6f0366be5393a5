import { describe, expect, it } from 'vitest';
import type { CalendarRule, ScheduleDocument } from '../definition/schedule-document.ts';
import { calendarOf, compiled, listed } from './schedule.testing.ts';

const weekdays = calendarOf([2026]);
const on = (cron: string, rule: Partial<CalendarRule>, from: string, most = 4): string[] =>
  listed(compiled({ cron, calendar: { name: 'days', ...rule } }, weekdays).firings(Date.parse(from) - 1), most);

describe('a calendar', () => {
  it('lets its days through, which are those of the zone', () => {
    expect(on('0 9 * * *', {}, '2026-01-02')).toEqual([
      '2026-01-02T09:00',
      '2026-01-05T09:00',
      '2026-01-06T09:00',
      '2026-01-07T09:00',
    ]);
    const shanghai = compiled({ cron: '0 0 * * *', timezone: 'Asia/Shanghai', calendar: 'days' }, weekdays);
    expect(listed(shanghai.firings(Date.parse('2026-01-02')), 2)).toEqual(['2026-01-04T16:00', '2026-01-05T16:00']);
  });
  it('has an nth day of each month', () => {
    expect(on('0 18 * * *', { day: -1 }, '2026-01-01', 3)).toEqual([
      '2026-01-30T18:00',
      '2026-02-27T18:00',
      '2026-03-31T18:00',
    ]);
    expect(on('0 8 * * *', { day: 3 }, '2026-01-06', 2)).toEqual(['2026-02-04T08:00', '2026-03-04T08:00']);
    expect(on('0 8 * * *', { day: 23 }, '2026-01-01', 3)).toEqual([
      '2026-07-31T08:00',
      '2026-12-31T08:00',
      '2027-01-01T08:00 calendar_unknown',
    ]);
  });
  it('moves other days to its next or last one, where times that meet become one', () => {
    expect(on('0 9 1,15 * *', { otherwise: 'next' }, '2026-01-15', 3)).toEqual([
      '2026-01-15T09:00',
      '2026-02-02T09:00 calendar_shift',
      '2026-02-16T09:00 calendar_shift',
    ]);
    expect(on('0 9 1,15 * *', { otherwise: 'previous' }, '2026-01-15', 3)).toEqual([
      '2026-01-15T09:00',
      '2026-01-30T09:00 calendar_shift',
      '2026-02-13T09:00 calendar_shift',
    ]);
    expect(on('0 9,17 * * 6,0,1', { otherwise: 'next' }, '2026-01-02', 3)).toEqual([
      '2026-01-05T09:00 calendar_shift',
      '2026-01-05T17:00 calendar_shift',
      '2026-01-12T09:00 calendar_shift',
    ]);
  });
  it('keeps the order of times that move from several days', () => {
    const definition: ScheduleDocument = {
      cron: ['30 10 * * 6', '0 9 * * 0', '0 12 * * 1'],
      calendar: { name: 'days', otherwise: 'next' },
    };
    expect(listed(compiled(definition, weekdays).firings(Date.parse('2026-01-02')), 3)).toEqual([
      '2026-01-05T09:00 calendar_shift',
      '2026-01-05T10:30 calendar_shift',
      '2026-01-05T12:00',
    ]);
  });
  it('puts a moved time where the clock has it', () => {
    const definition: ScheduleDocument = {
      cron: '30 2 * * 6',
      timezone: 'America/New_York',
      calendar: { name: 'days', otherwise: 'next' },
    };
    const sundays = calendarOf([2026], (day) => (day + 4) % 7 === 0);
    expect(listed(compiled(definition, sundays).firings(Date.parse('2026-03-07')), 1)).toEqual([
      '2026-03-08T07:00 calendar_shift',
    ]);
  });
});

describe('a year without data', () => {
  const held = (rule: Partial<CalendarRule>, from = '2026-12-31'): unknown[] => {
    const schedule = compiled({ cron: '0 9 * * *', calendar: { name: 'days', ...rule } }, weekdays);
    const found: unknown[] = [];
    for (const { at, held: hold } of schedule.firings(Date.parse(from))) {
      found.push([new Date(at).toISOString().slice(0, 10), hold?.until ?? 0]);
      if (found.length === 3) break;
    }
    return found;
  };
  it('holds firings until there is some', () => {
    expect(held({})).toEqual([
      ['2026-12-31', 0],
      ['2027-01-01', Number.POSITIVE_INFINITY],
      ['2027-01-02', Number.POSITIVE_INFINITY],
    ]);
    const schedule = compiled({ cron: '0 9 * * *', calendar: 'days' }, weekdays);
    expect(schedule.next(Date.parse('2027-01-01'))?.held?.reason).toBe('the calendar days has no data for 2027');
  });
  it('counts as open or closed where the schedule says so', () => {
    expect(held({ unknown: 'open' })).toEqual([
      ['2026-12-31', 0],
      ['2027-01-01', 0],
      ['2027-01-02', 0],
    ]);
    expect(held({ unknown: 'closed' })).toEqual([['2026-12-31', 0]]);
  });
  it('has one held firing a month for an nth day', () => {
    expect(held({ day: 1 }, '2026-12-02')).toEqual([
      ['2027-01-01', Number.POSITIVE_INFINITY],
      ['2027-02-01', Number.POSITIVE_INFINITY],
      ['2027-03-01', Number.POSITIVE_INFINITY],
    ]);
  });
  it('does not take what would move into it', () => {
    const closedAtEnd = calendarOf([2026], (day) => day < Date.UTC(2026, 11, 30) / 86_400_000);
    const move = (unknown: CalendarRule['unknown']) =>
      listed(
        compiled(
          { cron: '0 9 30 12 *', calendar: { name: 'days', otherwise: 'next', ...(unknown ? { unknown } : {}) } },
          closedAtEnd,
        ).firings(Date.parse('2026-12-01'), Date.parse('2027-02-01')),
      );
    expect(move(undefined)).toEqual(['2026-12-30T09:00 calendar_unknown']);
    expect(move('open')).toEqual(['2027-01-01T09:00 calendar_shift calendar_unknown']);
    expect(move('closed')).toEqual([]);
  });
});

describe('the end of time', () => {
  it.each<Partial<CalendarRule>>([{}, { otherwise: 'next' }, { otherwise: 'previous' }, { day: -1 }])(
    'is reached, also by a calendar of its last year without a day: %j',
    (rule) => {
      const closed = calendarOf([2198, 2199], () => false);
      const schedule = compiled({ cron: '0 9 * * *', calendar: { name: 'days', unknown: 'closed', ...rule } }, closed);
      expect(schedule.next(Date.parse('2198-06-01'))).toBeUndefined();
      expect(schedule.next(Date.parse('9999-01-01'))).toBeUndefined();
    },
  );
});

describe('freeze windows', () => {
  const window = (from: string, to: string, reason?: string) => ({
    from: Date.parse(from),
    to: Date.parse(to),
    ...(reason === undefined ? {} : { reason }),
  });
  const frozen = calendarOf([2026], () => true, {
    freezes: [
      window('2026-11-10', '2026-11-12', 'Double 11'),
      window('2026-11-12', '2026-11-13', 'clearing'),
      window('2026-12-01T00:00:05Z', '2026-12-01T00:10:00Z'),
    ],
  });
  it('hold starts until the last of those that touch ends', () => {
    const schedule = compiled({ cron: '0 12 * * *', freeze: ['days'] }, frozen);
    const holds = [...schedule.firings(Date.parse('2026-11-09T12:00Z'), Date.parse('2026-11-13T12:00Z'))].map(
      ({ held }) => held,
    );
    const hold = { until: Date.parse('2026-11-13'), reason: 'Double 11' };
    expect(holds).toEqual([hold, hold, { ...hold, reason: 'clearing' }, undefined]);
  });
  it('of its own calendar always hold', () => {
    expect(
      compiled({ cron: '0 12 * * *', calendar: 'days' }, frozen).next(Date.parse('2026-11-10'))?.held,
    ).toBeDefined();
  });
  it('look at the start, which jitter may carry into one or past it', () => {
    const schedule = compiled({ cron: '0 0 1 12 *', jitter: '20m', freeze: 'days' }, frozen);
    const firing = schedule.next(Date.parse('2026-11-30'));
    const isWithin = (firing?.startAt ?? 0) < Date.parse('2026-12-01T00:10Z');
    expect(firing?.notes).toEqual(['jitter']);
    expect(firing?.held !== undefined).toBe(isWithin);
  });
});
