/**
 * Everything that can be said about a calendar without the data of holidays and without other calendars:
 * its shape, and that its dates exist and do not contradict each other.
 */
import {
  type CalendarDates,
  type CalendarDocument,
  dateOfDay,
  freezeSpan,
  isTimeZone,
  type JsonObject,
  type Said,
  said,
  saidAll,
  SaidRangeError,
} from '@carillon/core';
import { ownDates, spanOf } from '../calendars/own-dates.ts';
import { FIRST_YEAR, LAST_YEAR } from '../calendars/years.ts';
import type { DocumentPath, Problem } from '../finding.ts';
import { headNameProblems } from '../names.ts';
import { calendarSchema } from '../schema/calendar-schema.ts';
import { checkSchema } from '../schema/check-schema.ts';
import { badZone } from './time-zones.ts';

/** Of include and of exclude: four times what there are from the first year to the last. */
const MAX_DAYS = 60_000;

/** Shape first: the checks after it rely on it. */
export function* calendarProblems(value: JsonObject): Generator<Problem> {
  let sound = true;
  for (const problem of shapeProblems(value)) {
    sound = false;
    yield problem;
  }
  if (sound) yield* meaningProblems(value as unknown as CalendarDocument);
}

function* shapeProblems(value: JsonObject): Generator<Problem> {
  yield* checkSchema({ schema: calendarSchema, root: calendarSchema, value, path: [] });
  yield* headNameProblems(value, said`a calendar`);
}

function* meaningProblems(document: CalendarDocument): Generator<Problem> {
  const { timezone = 'UTC', years } = document;
  if (!isTimeZone(timezone)) yield badZone(['timezone'], timezone);
  else yield* freezeProblems(document, timezone);
  if (years && years.from > years.to)
    yield bad(['years'], said`the years end before they begin: ${years.from}, ${years.to}`);
  if (document.holidays && document.union && !document.weekdays)
    yield bad(
      ['holidays'],
      said`there are no days that holidays could be taken out of: beside union, a calendar begins with none`,
      said`Add weekdays, or take the holidays out of a calendar of their own with minus.`,
    );
  let sound = true;
  for (const problem of [...dateProblems(document, 'include'), ...dateProblems(document, 'exclude')]) {
    sound = false;
    yield problem;
  }
  if (sound) yield* contradictions(document);
}

function* dateProblems(document: CalendarDocument, field: 'include' | 'exclude'): Generator<Problem> {
  let days = 0;
  for (const [i, entry] of (document[field] ?? []).entries()) {
    const path = [field, i];
    const faulty = shapeOfEntry(entry) ?? spanFault(entry);
    if (faulty !== undefined) yield bad(path, faulty, said`Write a date, {date, reason} or {from, to, reason}.`);
    else days += daysOf(entry);
    if (days > MAX_DAYS) {
      yield bad([field], said`the entries of ${field} cover more than ${MAX_DAYS} days`, said`Write each day once.`);
      return;
    }
  }
}

const daysOf = (entry: CalendarDates): number => {
  const [first, last] = spanOf(entry);
  return last - first + 1;
};

function shapeOfEntry(entry: CalendarDates): Said | undefined {
  if (typeof entry === 'string') return undefined;
  const fields = Object.keys(entry).filter((field) => field !== 'reason');
  const shape = fields.toSorted().join(' ');
  if (shape === 'date' || shape === 'from to') return undefined;
  return fields.length === 0 ? said`the entry has no date` : said`the entry has ${saidAll(fields)}`;
}

function spanFault(entry: CalendarDates): Said | undefined {
  try {
    const [first, last] = spanOf(entry);
    if (first > last) return said`the dates end before they begin: ${dateOfDay(first)}, ${dateOfDay(last)}`;
    const outside = [first, last].map(dateOfDay).find((date) => !isWithinYears(date));
    return outside === undefined
      ? undefined
      : said`${outside} is outside the years of calendars, ${FIRST_YEAR} to ${LAST_YEAR}`;
  } catch (error) {
    if (error instanceof SaidRangeError) return error.said;
    throw error;
  }
}

const isWithinYears = (date: string): boolean =>
  Number(date.slice(0, 4)) >= FIRST_YEAR && Number(date.slice(0, 4)) <= LAST_YEAR;

/** Which of the two is meant is not for us to guess. */
function* contradictions({ include = [], exclude }: CalendarDocument): Generator<Problem> {
  const closed = ownDates(exclude);
  for (const [i, entry] of include.entries()) {
    const both = [...ownDates([entry]).keys()].find((day) => closed.has(day));
    if (both !== undefined)
      yield bad(
        ['include', i],
        said`${dateOfDay(both)} is in include and in exclude`,
        said`Remove it from one of the two.`,
      );
  }
}

function* freezeProblems({ freeze = [] }: CalendarDocument, timezone: string): Generator<Problem> {
  for (const [i, window] of freeze.entries()) {
    try {
      freezeSpan(window, timezone);
    } catch (error) {
      if (!(error instanceof SaidRangeError)) throw error;
      yield bad(['freeze', i], error.said, said`Write a date, a local time (2026-11-10T00:00) or an instant.`);
    }
  }
}

const bad = (path: DocumentPath, message: Said, hint?: Said): Problem => ({
  code: 'VALIDATION_CALENDAR',
  path,
  message,
  hint,
});
