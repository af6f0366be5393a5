/** The logical date and the interval of a run, whatever started it (VOCABULARY §3). */
import { documentZone, schedulesOf, type ZoneSource } from '../definition/document-zone.ts';
import { type ScheduleDocument, scheduleKind } from '../definition/schedule-document.ts';
import { logicalDateOf } from '../params/run-context.ts';
import type { CalendarTables } from './calendar-table.ts';
import { firingAt } from './firing-at.ts';
import { logicalDate } from './intervals.ts';
import { ScheduleError } from './schedule-error.ts';
import { calendarNames, compileSchedule } from './schedule.ts';

const CACHED = 5_000;
/** A list asks for the same few firings again and again, and going back from one costs a search. */
const cache = new Map<string, Period | undefined>();
/** Documents are never changed: one that is asked again, as that of a version in use, has the same schedules. */
const definitions = new WeakMap<ZoneSource, readonly Definition[]>();

interface Definition {
  readonly schedule: ScheduleDocument;
  /** What tells it from others. */
  readonly text: string;
}

export interface RunMoment {
  readonly logicalTime: Date | undefined;
  readonly createdAt: Date;
}

interface Period {
  readonly date: string;
  /** Undefined for the first firing there ever was. */
  readonly start: number | undefined;
}

/**
 * A run at a firing of one of its workflow's schedules covers what that schedule says; a run at another
 * logical time the local date of it; a run without one the date it was made, in the workflow's zone.
 * @param calendars those of the schedules; one that is gone leaves its schedule without firings
 */
export function runLogicalDate(
  document: ZoneSource,
  { logicalTime, createdAt }: RunMoment,
  calendars: CalendarTables,
): string {
  const zone = documentZone(document);
  if (logicalTime === undefined) return logicalDateOf(createdAt, zone);
  return periodAt(document, logicalTime.getTime(), calendars)?.date ?? logicalDateOf(logicalTime, zone);
}

/** From the firing before to the one at a logical time; undefined where no schedule has a firing then. */
export function runInterval(
  document: ZoneSource,
  logicalTime: Date | undefined,
  calendars: CalendarTables,
): { readonly start: Date | undefined; readonly end: Date } | undefined {
  const period = logicalTime && periodAt(document, logicalTime.getTime(), calendars);
  return period && { start: period.start === undefined ? undefined : new Date(period.start), end: logicalTime };
}

function periodAt(document: ZoneSource, at: number, calendars: CalendarTables): Period | undefined {
  for (const definition of definitionsOf(document)) {
    const period = periodOf(definition, at, calendars);
    if (period) return period;
  }
  return undefined;
}

/** A fixed delay could have fired at any time: it is asked last. */
function definitionsOf(document: ZoneSource): readonly Definition[] {
  const known = definitions.get(document);
  if (known) return known;
  const isDelay = ({ schedule }: Definition): boolean => scheduleKind(schedule) === 'delay';
  const all = schedulesOf(document).map(([, schedule]) => ({ schedule, text: JSON.stringify(schedule) }));
  const ordered = [...all.filter((one) => !isDelay(one)), ...all.filter(isDelay)];
  definitions.set(document, ordered);
  return ordered;
}

/** Undefined where the schedule does not fire then. */
function periodOf({ schedule, text }: Definition, at: number, calendars: CalendarTables): Period | undefined {
  // What a calendar says of a day may change with its next version.
  if (calendarNames(schedule).length > 0) return findPeriod(schedule, at, calendars);
  const key = `${at} ${text}`;
  if (cache.has(key)) return cache.get(key);
  const period = findPeriod(schedule, at, calendars);
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value as string);
  cache.set(key, period);
  return period;
}

function findPeriod(definition: ScheduleDocument, at: number, calendars: CalendarTables): Period | undefined {
  try {
    const schedule = compileSchedule(definition, { key: '', calendars });
    return firingAt(schedule, at) && { date: logicalDate(schedule, at), start: schedule.previous(at)?.at };
  } catch (error) {
    if (error instanceof ScheduleError) return undefined;
    throw error;
  }
}
