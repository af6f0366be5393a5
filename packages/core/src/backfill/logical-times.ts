/** The logical times of a workflow in a range of logical dates: what its schedules fire, or one a date. */
import { type Said, said, SaidRangeError } from '../said.ts';
import { CarillonError } from '../errors.ts';
import { logicalDateOf } from '../params/run-context.ts';
import { dateOfDay, dayNumberOf } from '../schedule/calendar-table.ts';
import { logicalDate } from '../schedule/intervals.ts';
import { startOfDate } from '../schedule/logical-date.ts';
import { type Schedule, zoneNameOf } from '../schedule/schedule.ts';

/** More than this is several backfills. */
export const MAX_BACKFILL_DATES = 5_000;
/** How far it is counted what was asked for, to say so. */
const MAX_COUNTED = 2 * MAX_BACKFILL_DATES;

export interface DateRange {
  /** Logical dates, both included. */
  readonly from: string;
  readonly to: string;
}

export interface LogicalTime {
  readonly at: number;
  readonly date: string;
  /** A freeze window, or a calendar without data, keeps the firing back until then; infinite: nobody can say. */
  readonly heldUntil?: number;
}

export interface TimesOf {
  readonly workflow: string;
  /** Zone of the dates of a workflow whose schedules say nothing of them. */
  readonly zone: string;
  readonly schedules: readonly Schedule[];
}

/**
 * In order, each time once: two schedules that fire at the same instant are one logical time.
 * @throws CarillonError when the range is empty, backwards, without a firing or too large
 */
export function logicalTimesIn(
  { workflow, zone, schedules }: TimesOf,
  range: DateRange,
  limit: number = MAX_BACKFILL_DATES,
): readonly LogicalTime[] {
  assertRange(range);
  const found = new Map<number, LogicalTime>();
  const timed = timedSchedules(schedules);
  for (const time of timed.length === 0 ? datesIn(range, zone, limit) : firingsIn(timed, range)) {
    if (!found.has(time.at)) found.set(time.at, time);
    if (found.size > MAX_COUNTED) break;
  }
  if (found.size > limit) throw tooMany(range, found.size, limit);
  if (found.size === 0) throw noFiring(workflow, range);
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/** A fixed delay has no times of its own: what comes next depends on the run before. */
export const timedSchedules = (schedules: readonly Schedule[]): readonly Schedule[] =>
  schedules.filter(({ definition }) => definition.delay === undefined);

function assertRange({ from, to }: DateRange): void {
  for (const date of [from, to]) {
    try {
      dayNumberOf(date);
    } catch (error) {
      if (!(error instanceof SaidRangeError)) throw error;
      throw badDate(error.said, said`Write dates as 2026-11-20.`);
    }
  }
  if (from > to) throw badDate(said`the range ends on ${to}, before it begins on ${from}`, said`Swap the two dates.`);
}

function* datesIn(range: DateRange, zone: string, limit: number): Generator<LogicalTime> {
  const [first, last] = [dayNumberOf(range.from), dayNumberOf(range.to)];
  if (last - first >= limit) throw tooMany(range, last - first + 1, limit);
  for (let day = first; day <= last; day++) {
    const date = dateOfDay(day);
    const at = startOfDate(date, zone);
    // A date that a zone left out, moving across the date line, begins where the next one does.
    if (logicalDateOf(at, zone) === date) yield { at: at.getTime(), date };
  }
}

function* firingsIn(schedules: readonly Schedule[], range: DateRange): Generator<LogicalTime> {
  for (const schedule of schedules) {
    const zone = zoneNameOf(schedule.definition);
    let before: string | undefined;
    for (const { at, held } of schedule.firings(startOfDate(range.from, zone).getTime() - 1)) {
      // A run covers the date of the firing before its own, unless the schedule says otherwise.
      const date = before ?? logicalDate(schedule, at);
      if (date > range.to) break;
      if (date >= range.from) yield { at, date, ...(held ? { heldUntil: held.until } : {}) };
      if (schedule.definition.covers !== 'same') before = logicalDateOf(new Date(at), zone);
    }
  }
}

function badDate(message: Said, hint: Said): CarillonError {
  return new CarillonError({ code: 'VALIDATION_DATE', message, hint });
}

function noFiring(workflow: string, { from, to }: DateRange): CarillonError {
  return badDate(
    said`no schedule of "${workflow}" has a firing for ${from} to ${to}`,
    said`Choose dates that the schedule covers.`,
  );
}

function tooMany({ from, to }: DateRange, asked: number, limit: number): CarillonError {
  const count = asked > MAX_COUNTED ? said`more than ${MAX_COUNTED}` : String(asked);
  return new CarillonError({
    code: 'LIMIT_BACKFILL',
    message: said`${from} to ${to} has ${count} logical times, and a backfill takes ${limit}`,
    hint: said`Split the range into several backfills.`,
  });
}
