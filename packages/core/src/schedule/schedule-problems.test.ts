import { describe, expect, it } from 'vitest';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { calendarOf } from './schedule.testing.ts';
import { findScheduleProblems } from './schedule-problems.ts';

const messages = (definition: ScheduleDocument, ...calendars: readonly ReturnType<typeof calendarOf>[]): string[] =>
  findScheduleProblems(
    definition,
    calendars.length === 0 ? undefined : new Map(calendars.map((table) => [table.name, table])),
  ).map(({ field, severity, message }) => `${severity} ${field}: ${String(message)}`);

describe('a schedule that never fires', () => {
  it.each<[ScheduleDocument, string]>([
    [{ cron: '0 0 30 2 *' }, 'error cron: "0 0 30 2 *" never fires: February has no day 30'],
    [{ cron: ['@daily', '0 0 31 4,6 *'] }, 'error cron: "0 0 31 4,6 *" never fires: April, June have no day 31'],
    [{ cron: '0 0 0 29 2 ? 2027' }, 'error cron: "0 0 0 29 2 ? 2027" never fires: none of its years has a 29 February'],
    [
      { cron: '@monthly', start: '2026-05-02', end: '2026-05-31' },
      'error end: nothing fires from 2026-05-02 until 2026-05-31',
    ],
    [{ at: '2026-05-09T08:00', start: '2026-05-10' }, 'error start: nothing fires from 2026-05-10'],
  ])('%j', (definition, message) => {
    expect(messages(definition)).toEqual([message]);
  });
  it('is found with the calendar at hand', () => {
    const table = calendarOf([2026, 2027]);
    expect(messages({ cron: '0 9 * * 6', calendar: 'days' }, table)).toEqual([
      'error calendar: nothing fires: the schedule has no time on any day of days',
    ]);
    expect(messages({ cron: '0 9 1 * *', calendar: { name: 'days', day: -1 } }, table)).toEqual([
      'error calendar: nothing fires: the schedule has no time on day -1 of any month of days',
    ]);
    expect(messages({ cron: '0 9 * * 6', calendar: { name: 'days', otherwise: 'next' } }, table)).toEqual([]);
    expect(messages({ cron: '0 9 * * 6', calendar: 'days' })).toEqual([]);
    expect(messages({ cron: '0 9 * * 6', start: '2027-12-25', calendar: 'days' }, table)).toEqual([]);
    expect(messages({ at: '2030-05-04T09:00', calendar: 'days' }, table)).toEqual([]);
  });
});

it('warns of a jitter that reaches past the next time', () => {
  expect(messages({ every: '1h', jitter: '2h' })).toEqual([
    'warning jitter: jitter 2h is longer than the 1h between two times',
  ]);
  expect(messages({ every: '1h', jitter: '1h' })).toEqual([]);
});
