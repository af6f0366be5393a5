/** The logical date of a run, whatever started it (VOCABULARY §3). */
import { documentZone, schedulesOf, type ZoneSource } from '../definition/document-zone.ts';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { logicalDateOf } from '../params/run-context.ts';
import type { CalendarTables } from './calendar-table.ts';
import { logicalDate } from './intervals.ts';
import { calendarNames, compileSchedule } from './schedule.ts';

const CACHED = 5_000;
/** A list asks for the same few firings again and again, and going back from one costs a search. */
const cache = new Map<string, string>();

export interface RunMoment {
  readonly logicalTime: Date | undefined;
  readonly createdAt: Date;
}

/**
 * A run at a firing of one of its workflow's schedules covers what that schedule says; a run at another
 * logical time the local date of it; a run without one the date it was made, in the workflow's zone.
 */
export function runLogicalDate(
  document: ZoneSource,
  { logicalTime, createdAt }: RunMoment,
  calendars: CalendarTables,
): string {
  const zone = documentZone(document);
  if (logicalTime === undefined) return logicalDateOf(createdAt, zone);
  for (const [, schedule] of schedulesOf(document)) {
    const date = dateOfFiring(schedule, logicalTime.getTime(), calendars);
    if (date !== '') return date;
  }
  return logicalDateOf(logicalTime, zone);
}

/** Empty where the schedule does not fire then. */
function dateOfFiring(definition: ScheduleDocument, at: number, calendars: CalendarTables): string {
  const versions = calendarNames(definition).map((name) => calendars.get(name)?.version);
  const key = `${at} ${versions} ${JSON.stringify(definition)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const schedule = compileSchedule(definition, { key: '', calendars });
  const date = schedule.next(at - 1)?.at === at ? logicalDate(schedule, at) : '';
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value as string);
  cache.set(key, date);
  return date;
}
