import {
  type CalendarRecord,
  type CalendarTable,
  type CalendarVersionRecord,
  dateOfDay,
  dayIn,
  firstDayOf,
  type Json,
  knownUntil,
} from '@carillon/core';
import type { Calendar, CalendarDay, CalendarVersion } from '@carillon/protocol';
import { given } from '../query.ts';

/** @param today the day number in UTC */
export function calendarView(record: CalendarRecord, today: number): Calendar {
  const { project, name, version, schedules } = record;
  const { title, description, owner, tags } = version.document;
  const until = knownUntil(version.table, today);
  return {
    apiVersion: 'carillon/v1',
    kind: 'Calendar',
    project: project ?? null,
    name,
    ...given({ title, description, owner }),
    tags: [...(tags ?? [])],
    origin: project === undefined ? 'builtin' : 'document',
    version: version.number,
    hash: version.hash,
    knownYears: knownYears(version.table),
    ...given({ knownUntil: until === undefined ? undefined : dateOfDay(until) }),
    schedules,
    ...(version.number > 0 && { updatedAt: version.createdAt.toISOString() }),
  };
}

/** With its document and its days. */
export function calendarDetail(record: CalendarRecord, today: number): Calendar {
  const { document, table } = record.version;
  return {
    ...calendarView(record, today),
    document: document as unknown as Record<string, Json>,
    table: { ...table, years: { ...table.years }, marks: { ...table.marks }, freezes: [...table.freezes] },
  };
}

export function calendarVersionView(version: CalendarVersionRecord): CalendarVersion {
  const { number, hash, author, message, createdAt, document, table } = version;
  return {
    apiVersion: 'carillon/v1',
    kind: 'CalendarVersion',
    version: number,
    hash,
    author,
    message,
    createdAt: createdAt.toISOString(),
    knownYears: knownYears(table),
    openDays: Object.fromEntries(knownYears(table).map((year) => [year, openDaysOf(table, year)])),
    document: document as unknown as Record<string, Json>,
  };
}

export const calendarDay = (table: CalendarTable, date: string): CalendarDay => ({
  date,
  open: dayIn(table, date) ?? null,
  ...given({ mark: table.marks[date] }),
});

const knownYears = (table: CalendarTable): number[] => Object.keys(table.years).map(Number);

function openDaysOf(table: CalendarTable, year: number): number {
  let count = 0;
  for (let day = firstDayOf(year); day < firstDayOf(year + 1); day += 1) if (dayIn(table, day)) count += 1;
  return count;
}
