/** The functions of expressions that ask a calendar. A year without data is an error, never a guess. */
import { Temporal } from 'temporal-polyfill';
import {
  addOpenDays,
  type CalendarTable,
  type CalendarTables,
  dateOfDay,
  dayIn,
  dayNumberOf,
} from '../schedule/calendar-table.ts';
import { said } from '../said.ts';
import { ExpressionError } from './expression-error.ts';
import { dateText, momentOf, textOf } from './moments.ts';

const MAX_WORKDAYS = 10_000n;

export function isWorkday(value: unknown, calendar: string, calendars: CalendarTables | undefined): boolean {
  const table = tableOf(calendar, calendars);
  const date = dateText(value);
  return dayIn(table, date) ?? noData(table, date);
}

/** The nth day of the calendar after a moment, or before it; at the same time of day. 0: the day itself or the next. */
export function addWorkdays(
  value: unknown,
  n: bigint,
  calendar: string,
  calendars: CalendarTables | undefined,
): string {
  const table = tableOf(calendar, calendars);
  if (n > MAX_WORKDAYS || n < -MAX_WORKDAYS)
    throw new ExpressionError(
      'EXPRESSION_FAILED',
      said`${String(n)} workdays are too far; at most ${String(MAX_WORKDAYS)}`,
    );
  const moment = momentOf(value);
  const day = addOpenDays(table, dayNumberOf(dateText(value)), Number(n)) ?? noData(table, dateText(value));
  const date = Temporal.PlainDate.from(dateOfDay(day));
  return textOf(
    moment instanceof Temporal.PlainDate
      ? date
      : date.toZonedDateTime({ timeZone: moment.timeZoneId, plainTime: moment.toPlainTime() }),
  );
}

function tableOf(name: string, calendars: CalendarTables | undefined): CalendarTable {
  const table = calendars?.get(name);
  if (table) return table;
  throw new ExpressionError('EXPRESSION_FAILED', said`there is no calendar "${name}" here`, {
    hint: said`Add a document of kind Calendar, or name a built-in one such as cn-workdays or us-workdays.`,
  });
}

function noData(table: CalendarTable, date: string): never {
  const years = Object.keys(table.years).sort();
  const known = years.length === 0 ? said`none` : said`${years[0]} to ${years.at(-1)}`;
  throw new ExpressionError(
    'EXPRESSION_FAILED',
    said`the calendar ${table.name} has no published data for days as far as this from ${date}; it knows ${known}`,
  );
}
