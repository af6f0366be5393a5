import { expect, it } from 'vitest';
import type { ZoneSource } from '../definition/document-zone.ts';
import { type RunMoment, runLogicalDate } from './run-logical-date.ts';
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
