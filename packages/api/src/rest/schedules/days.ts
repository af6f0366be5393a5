/** A schedule by the local dates of its zone: the ledger says what was, the definition what will be. */
import {
  type CalendarTable,
  dateOfDay,
  dayIn,
  dayNumberOf,
  type ScheduleRecord,
  startOfDate,
  zoneNameOf,
} from '@carillon/core';
import type { FiringOutcome, ScheduleDay } from '@carillon/protocol';
import { InputError } from '../../http/problem.ts';
import type { ApiContext } from '../context.ts';
import { createFiringWalk } from './firing-walk.ts';
import { compiledOf } from './schedule.ts';

/** Both ends included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

const MAX_DAYS = 400;

export async function scheduleDays(
  context: ApiContext,
  schedule: ScheduleRecord,
  range: DayRange,
): Promise<readonly ScheduleDay[]> {
  const { schedules, calendars, clock } = context;
  const dates = datesOf(range);
  const timeZone = zoneNameOf(schedule.definition);
  const starts = dates.map((date) => startOfDate(date, timeZone).getTime());
  const [from = 0] = starts;
  const before = startOfDate(dateOfDay(dayNumberOf(range.to) + 1), timeZone).getTime();
  const { calendar } = schedule.definition;
  const name = typeof calendar === 'string' ? calendar : calendar?.name;
  const table = name === undefined ? undefined : (await calendars.tables(schedule.scope, [name])).get(name);
  const days = dates.map((date) => ({ ...emptyDay(date), ...calendarDay(table, date, name !== undefined) }));

  const ledger = await schedules.days(schedule, { from: new Date(from), before: new Date(before), timeZone });
  const byDate = new Map(days.map((day) => [day.date, day]));
  for (const { date, outcome, run, count } of ledger.days) {
    const day = byDate.get(date);
    if (!day) continue;
    day.planned += count;
    day[outcome as FiringOutcome] += count;
    if (run) day.runs[run] += count;
  }

  const dayAt = finder(days, starts, before);
  const compiled = await compiledOf(context, schedule);
  const walk = createFiringWalk();
  for (const { logicalTime, through = logicalTime, outcome } of ledger.spans) {
    const span = { after: Math.max(logicalTime.getTime(), from) - 1, until: Math.min(through.getTime(), before - 1) };
    await walk.through(compiled, span, ({ at }) => {
      const day = dayAt(at);
      if (!day) return;
      day.planned++;
      day[outcome as FiringOutcome]++;
    });
  }
  if (schedule.state === 'ended') return days;
  await walk.through(compiled, { after: Math.max(clock.now(), from - 1), until: before - 1 }, ({ at }) => {
    const day = dayAt(at);
    if (day) day.planned++;
  });
  return days;
}

type Day = { -readonly [K in keyof ScheduleDay]: ScheduleDay[K] };

function emptyDay(date: string): Day {
  const runs = { success: 0, failed: 0, stopped: 0, open: 0 };
  return { date, planned: 0, fired: 0, skipped: 0, merged: 0, missed: 0, held: 0, paused: 0, runs };
}

function calendarDay(
  table: CalendarTable | undefined,
  date: string,
  hasCalendar: boolean,
): Pick<ScheduleDay, 'calendar' | 'mark'> {
  if (!hasCalendar) return {};
  const open = table && dayIn(table, date);
  const mark = table?.marks[date];
  return {
    calendar: open === undefined ? 'unknown' : open ? 'open' : 'closed',
    ...(mark !== undefined && { mark }),
  };
}

/** @throws InputError for dates that are none, the wrong way round, or too many */
function datesOf({ from, to }: DayRange): readonly string[] {
  const first = numberOf('from', from);
  const last = numberOf('to', to);
  if (last < first) throw badRange('to', `${to} is before ${from}`);
  if (last - first >= MAX_DAYS) throw badRange('to', `${from} to ${to} are more than ${MAX_DAYS} days`);
  return Array.from({ length: last - first + 1 }, (_, i) => dateOfDay(first + i));
}

function numberOf(field: string, date: string): number {
  try {
    return dayNumberOf(date);
  } catch (error) {
    if (error instanceof RangeError) throw badRange(field, error.message);
    throw error;
  }
}

function badRange(field: string, message: string): InputError {
  return new InputError('VALIDATION_REQUEST', message, [
    { pointer: `/querystring/${field}`, code: 'VALIDATION_SCHEMA', message },
  ]);
}

/** The day of an instant, for instants that mostly rise. */
function finder(days: readonly Day[], starts: readonly number[], end: number): (at: number) => Day | undefined {
  let i = 0;
  return (at) => {
    if (at >= end || at < (starts[0] ?? end)) return undefined;
    if (at < (starts[i] ?? end)) i = 0;
    while (at >= (starts[i + 1] ?? end)) i++;
    return days[i];
  };
}
