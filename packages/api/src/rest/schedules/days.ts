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
import type { ScheduleDay } from '@carillon/protocol';
import type { ApiContext } from '../context.ts';
import { type DateRange, datesOf } from '../date-range.ts';
import { comingFirings } from './coming-firings.ts';
import { createFiringWalk } from './firing-walk.ts';
import { compiledOf } from './schedule.ts';

const MAX_DAYS = 400;

export async function scheduleDays(
  context: ApiContext,
  schedule: ScheduleRecord,
  range: DateRange,
): Promise<readonly ScheduleDay[]> {
  const { schedules, calendars, clock } = context;
  const dates = datesOf(range, MAX_DAYS);
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
    day[outcome] += count;
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
      day[outcome]++;
    });
  }
  if (schedule.state === 'ended') return days;
  const future = { from: Math.max(clock.now(), from), to: before - 1 };
  await comingFirings(walk, { schedule, compiled }, future, ({ at }) => {
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
