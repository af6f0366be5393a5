/** Core's port for looking at schedules, on the ordinary pool. */
import type { ScheduleQueries } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { ledgerDays } from './ledger-days.ts';
import { lastFired, listFirings } from './list-firings.ts';
import { findSchedule, listSchedules } from './list-schedules.ts';
import { runDurations } from './run-durations.ts';
import { upcomingSchedules } from './upcoming-schedules.ts';

export function createScheduleQueries(pool: pg.Pool): ScheduleQueries {
  const reader = createReader(pool);
  return {
    list: (scope, filter) => listSchedules(reader, scope, filter),
    get: (scope, id) => findSchedule(reader, scope, id),
    firings: (scheduleKey, filter) => listFirings(reader, scheduleKey, filter),
    days: (schedule, range) => ledgerDays(reader, schedule, range),
    lastFired: (scheduleKey, limit) => lastFired(reader, scheduleKey, limit),
    upcoming: (scope, filter) => upcomingSchedules(reader, scope, filter),
    durations: (scope, workflowKeys) => runDurations(reader, scope, workflowKeys),
  };
}
