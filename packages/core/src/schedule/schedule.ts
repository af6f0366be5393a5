/**
 * A schedule, compiled: the one thing that yields firings, for engine, API, command line and browser alike.
 * Pure, and the same on every node: what it says depends on the definition, its key and its calendars alone.
 */
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import type { CalendarTable } from './calendar-table.ts';
import { CronError } from './cron-fields.ts';
import { parseCron } from './cron.ts';
import type { FiringTime, Timeline } from './firing-time.ts';
import { previousOf } from './previous.ts';
import { ScheduleError } from './schedule-error.ts';
import { wallTimeline } from './wall-clock.ts';
import { isTimeZone } from './zones.ts';

/** By the names that definitions use. */
export type CalendarTables = ReadonlyMap<string, CalendarTable>;

export interface ScheduleContext {
  /** `project/workflow/schedule`, which seeds the jitter. */
  readonly key: string;
  /** Those of {@link calendarNames}. */
  readonly calendars: CalendarTables;
}

export interface Schedule {
  readonly definition: ScheduleDocument;
  readonly calendarNames: readonly string[];
  /** The first firing after an instant; undefined when there is none left. */
  next(after: number): FiringTime | undefined;
  /** The last firing before an instant. */
  previous(before: number): FiringTime | undefined;
  /** In order; `until` is included. */
  firings(after: number, until?: number): Generator<FiringTime>;
}

export const NO_CALENDARS: CalendarTables = new Map();

/** The zone a definition is read in. */
export function zoneNameOf(definition: ScheduleDocument): string {
  return definition.timezone ?? 'UTC';
}

/** The calendars to load before a definition is compiled. */
export function calendarNames({ calendar, freeze }: ScheduleDocument): readonly string[] {
  const own = calendar === undefined ? [] : [typeof calendar === 'string' ? calendar : calendar.name];
  return [...new Set([...own, ...(typeof freeze === 'string' ? [freeze] : (freeze ?? []))])];
}

/** @throws ScheduleError naming the field and the fix */
export function compileSchedule(definition: ScheduleDocument, context: ScheduleContext): Schedule {
  const names = calendarNames(definition);
  for (const name of names) {
    if (!context.calendars.has(name)) throw new ScheduleError('calendar', `there is no calendar "${name}"`);
  }
  const timeline = timelineOf(definition);
  const next: Schedule['next'] = (after) => {
    const planned = timeline.next(after);
    return planned && { ...planned, startAt: planned.at };
  };
  return {
    definition,
    calendarNames: names,
    next,
    previous: (before) => previousOf(next, before),
    *firings(after, until = Number.POSITIVE_INFINITY) {
      for (let firing = next(after); firing && firing.at <= until; firing = next(firing.at)) yield firing;
    },
  };
}

function timelineOf(definition: ScheduleDocument): Timeline {
  const zone = zoneNameOf(definition);
  if (!isTimeZone(zone)) throw new ScheduleError('timezone', `"${zone}" is no time zone`);
  const { cron } = definition;
  if (typeof cron !== 'string') throw new ScheduleError('cron', 'a schedule needs a cron pattern');
  try {
    return wallTimeline(parseCron(cron), zone, definition.dst);
  } catch (error) {
    if (error instanceof CronError) throw new ScheduleError('cron', error.message, { cause: error });
    throw error;
  }
}
