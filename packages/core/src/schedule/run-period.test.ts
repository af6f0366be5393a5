import { expect, it } from 'vitest';
import type { ZoneSource } from '../definition/document-zone.ts';
import { encodeYear } from './calendar-table.ts';
import { type RunMoment, runInterval, runLogicalDate } from './run-period.ts';
import { NO_CALENDARS } from './schedule.ts';

const nightly = { schedule: { cron: '10 0 * * *', timezone: 'Asia/Shanghai' } };
const dateOf = (document: ZoneSource, moment: RunMoment): string => runLogicalDate(document, moment, NO_CALENDARS);
const createdAt = new Date('2026-11-21T05:00:00Z');

it('is the date a firing covers: fires 21 Nov 00:10, covers 20 Nov', () => {
  expect(dateOf(nightly, { logicalTime: new Date('2026-11-20T16:10:00Z'), createdAt })).toBe('2026-11-20');
});

it('is the date of the firing itself where the schedule says so', () => {
  const same = { schedule: { ...nightly.schedule, covers: 'same' as const } };
  expect(dateOf(same, { logicalTime: new Date('2026-11-20T16:10:00Z'), createdAt })).toBe('2026-11-21');
});

it('is the local date of any other logical time', () => {
  expect(dateOf(nightly, { logicalTime: new Date('2026-11-20T16:11:00Z'), createdAt })).toBe('2026-11-21');
});

it('is the day the run was made in the workflow’s zone when it has no logical time', () => {
  expect(
    dateOf({ timezone: 'America/New_York' }, { logicalTime: undefined, createdAt: new Date('2026-11-21T03:00:00Z') }),
  ).toBe('2026-11-20');
});

it('reads a schedule without a zone in that of its workflow', () => {
  const document = { timezone: 'Asia/Shanghai', schedule: { cron: '10 0 * * *' } };
  expect(dateOf(document, { logicalTime: new Date('2026-11-20T16:10:00Z'), createdAt })).toBe('2026-11-20');
});

it('asks a fixed delay last, since it could have fired at any time', () => {
  const document = { schedules: { after: { delay: '10m' }, nightly: nightly.schedule } };
  expect(dateOf(document, { logicalTime: new Date('2026-11-20T16:10:00Z'), createdAt })).toBe('2026-11-20');
  expect(runInterval(document, new Date('2026-11-20T16:11:00Z'), NO_CALENDARS)?.start).toBeUndefined();
});

it('goes back over days that the calendar does not have', () => {
  const weekdays = {
    name: 'weekdays',
    version: 1,
    years: { '2026': encodeYear(2026, (day) => (day + 3) % 7 < 5) },
    freezes: [],
    marks: {},
  };
  const document = { schedule: { cron: '0 9 * * *', calendar: 'weekdays' } };
  const monday = new Date('2026-11-23T09:00:00Z');
  const calendars = new Map([['weekdays', weekdays]]);
  expect(runLogicalDate(document, { logicalTime: monday, createdAt }, calendars)).toBe('2026-11-20');
  expect(runInterval(document, monday, calendars)).toEqual({ start: new Date('2026-11-20T09:00:00Z'), end: monday });
  expect(runInterval(document, monday, NO_CALENDARS)).toBeUndefined();
});
