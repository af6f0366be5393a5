import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { CarillonError } from '../errors.ts';
import { firingsOfDate } from '../schedule/logical-date.ts';
import { runLogicalDate } from '../schedule/run-period.ts';
import { NO_CALENDARS } from '../schedule/schedule.ts';
import { compiled } from '../schedule/schedule.testing.ts';
import { dateOfDay, dayNumberOf } from '../schedule/calendar-table.ts';
import { logicalTimesIn, type TimesOf } from './logical-times.ts';

const workflow = (...definitions: ScheduleDocument[]): TimesOf => ({
  workflow: 'daily',
  zone: 'Asia/Shanghai',
  schedules: definitions.map((definition) => compiled(definition)),
});
const shown = (of: TimesOf, from: string, to: string, limit?: number): string[] =>
  logicalTimesIn(of, { from, to }, limit).map(({ at, date }) => `${date} ${new Date(at).toISOString()}`);

const DAILY = { cron: '10 0 * * *', timezone: 'Asia/Shanghai' };

function errorOf(work: () => unknown): CarillonError {
  try {
    work();
  } catch (error) {
    if (error instanceof CarillonError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the logical times of a range of dates', () => {
  it('are the firings that follow the dates, both ends included', () => {
    expect(shown(workflow(DAILY), '2026-11-19', '2026-11-20')).toEqual([
      '2026-11-19 2026-11-19T16:10:00.000Z',
      '2026-11-20 2026-11-20T16:10:00.000Z',
    ]);
  });

  it('are the firings of the dates themselves where the schedule covers the same date', () => {
    expect(shown(workflow({ ...DAILY, covers: 'same' }), '2026-11-20', '2026-11-20')).toEqual([
      '2026-11-20 2026-11-19T16:10:00.000Z',
    ]);
  });

  it('are the beginnings of the dates where there is no schedule', () => {
    expect(shown(workflow(), '2026-02-27', '2026-03-01')).toEqual([
      '2026-02-27 2026-02-26T16:00:00.000Z',
      '2026-02-28 2026-02-27T16:00:00.000Z',
      '2026-03-01 2026-02-28T16:00:00.000Z',
    ]);
  });

  it('are the beginnings of the dates where what comes next depends on the run before', () => {
    expect(shown(workflow({ delay: '1h' }), '2026-02-27', '2026-02-27')).toEqual([
      '2026-02-27 2026-02-26T16:00:00.000Z',
    ]);
  });

  it('leave out a date that the zone did not have', () => {
    const apia = { workflow: 'w', zone: 'Pacific/Apia', schedules: [] };
    expect(shown(apia, '2011-12-29', '2011-12-31').map((time) => time.slice(0, 10))).toEqual([
      '2011-12-29',
      '2011-12-31',
    ]);
  });

  it('are each there once when two schedules fire at the same instant', () => {
    const noon = { cron: '0 12 * * *', timezone: 'UTC', covers: 'same' } as const;
    const hourly = { cron: '0 11-13 * * *', timezone: 'UTC', covers: 'same' } as const;
    expect(shown(workflow(noon, hourly), '2026-11-20', '2026-11-20')).toEqual([
      '2026-11-20 2026-11-20T11:00:00.000Z',
      '2026-11-20 2026-11-20T12:00:00.000Z',
      '2026-11-20 2026-11-20T13:00:00.000Z',
    ]);
  });

  it.each([
    ['2026-11-20', '2026-11-19', 'VALIDATION_DATE', 'before it begins'],
    ['2026-02-30', '2026-03-01', 'VALIDATION_DATE', '2026-02-30'],
  ])('refuse %s to %s', (from, to, code, part) => {
    const error = errorOf(() => shown(workflow(DAILY), from, to));
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(part)]);
  });

  it('say so where the range has no firing', () => {
    const leapDay = workflow({ cron: '0 0 29 2 *', covers: 'same' });
    const error = errorOf(() => shown(leapDay, '2026-01-01', '2027-12-31'));
    expect(error.code).toBe('VALIDATION_DATE');
    expect(error.message).toBe('no schedule of "daily" has a firing for 2026-01-01 to 2027-12-31');
  });

  it.each([
    [workflow(), '2026-01-01', '2027-12-31', '730'],
    [workflow({ cron: '0 * * * *' }), '2026-01-01', '2026-02-09', '960'],
    [workflow({ cron: '* * * * *' }), '2026-01-01', '2026-12-31', 'more than 10000'],
  ])('say the limit and what was asked for', (of, from, to, asked) => {
    const error = errorOf(() => shown(of, from, to, 700));
    expect([error.code, error.message]).toEqual([
      'LIMIT_BACKFILL',
      `${from} to ${to} has ${asked} logical times, and a backfill takes 700`,
    ]);
  });

  const day = fc.integer({ min: dayNumberOf('2000-01-01'), max: dayNumberOf('2039-12-01') });
  const definition = fc.record({
    cron: fc.constantFrom('10 0 * * *', '30 2 * * *', '0 */6 * * *', '0 9 * * 1-5', '0 0 31 * *', '15 23 * * 0'),
    timezone: fc.constantFrom('UTC', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo'),
    covers: fc.constantFrom('previous' as const, 'same' as const),
  });

  it('are those of each date by itself, and what their runs will be said to cover', () => {
    fc.assert(
      fc.property(definition, day, fc.integer({ min: 0, max: 40 }), (schedule, first, days) => {
        const [from, to] = [dateOfDay(first), dateOfDay(first + days)];
        const slow: string[] = [];
        for (let date = first; date <= first + days; date++) {
          for (const at of firingsOfDate(compiled(schedule), dateOfDay(date), 100))
            slow.push(`${dateOfDay(date)} ${at.toISOString()}`);
        }
        if (slow.length === 0) expect(() => shown(workflow(schedule), from, to)).toThrow('has a firing');
        else expect(shown(workflow(schedule), from, to)).toEqual(slow);
        for (const line of slow) {
          const logicalTime = new Date(line.slice(11));
          expect(runLogicalDate({ schedule }, { logicalTime, createdAt: logicalTime }, NO_CALENDARS)).toBe(
            line.slice(0, 10),
          );
        }
      }),
    );
  });
});
