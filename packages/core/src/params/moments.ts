/**
 * The date functions of expressions. A moment is text: a date `2025-11-20`, an instant in RFC 3339, or an
 * instant with its zone `2025-11-21T00:10:00+08:00[Asia/Shanghai]` (RFC 9557) as `inZone` gives it. What
 * goes in as one kind comes out as the same kind; CEL timestamps count as instants in UTC.
 */
import { Temporal } from 'temporal-polyfill';
import { type Said, said } from '../said.ts';
import { ExpressionError } from './expression-error.ts';
import { formatMoment } from './moment-format.ts';

export type Moment = Temporal.PlainDate | Temporal.ZonedDateTime;

const UNITS = ['week', 'month', 'quarter', 'year'] as const;
type Unit = (typeof UNITS)[number];
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT =
  /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})(\[[A-Za-z0-9_+\-/:]+\])?$/;

export function momentOf(value: unknown): Moment {
  try {
    if (value instanceof Date) return Temporal.Instant.fromEpochMilliseconds(value.getTime()).toZonedDateTimeISO('UTC');
    if (typeof value === 'string' && DATE.test(value)) return Temporal.PlainDate.from(value);
    if (typeof value === 'string' && INSTANT.test(value)) return zonedOf(value);
  } catch (error) {
    throw failed(said`${quoted(value)} is no date or instant that exists`, error);
  }
  throw failed(said`${quoted(value)} is neither a date (2025-11-20) nor an instant (2025-11-20T00:10:00Z)`);
}

function zonedOf(text: string): Temporal.ZonedDateTime {
  if (text.endsWith(']')) return Temporal.ZonedDateTime.from(text);
  const offset = /[+-]\d{2}:\d{2}$/.exec(text)?.[0];
  return Temporal.Instant.from(text).toZonedDateTimeISO(offset ?? 'UTC');
}

export function textOf(moment: Moment): string {
  if (moment instanceof Temporal.PlainDate) return moment.toString();
  if (moment.timeZoneId === 'UTC') return moment.toInstant().toString();
  return moment.toString({ timeZoneName: /^[+-]/.test(moment.timeZoneId) ? 'never' : 'auto' });
}

/** The local date of a moment, in the zone it carries. */
export const dateText = (value: unknown): string => {
  const moment = momentOf(value);
  return (moment instanceof Temporal.PlainDate ? moment : moment.toPlainDate()).toString();
};

export function addTo(value: unknown, amount: bigint, unit: 'days' | 'months' | 'years'): string {
  if (amount > 1_000_000n || amount < -1_000_000n) throw failed(said`${String(amount)} ${unit} is too far`);
  const moment = momentOf(value);
  try {
    return textOf(moment.add({ [unit]: Number(amount) }));
  } catch (error) {
    throw failed(said`${quoted(value)} and ${String(amount)} ${unit} is outside the calendar`, error);
  }
}

export const startOf = (value: unknown, unit: string): string => {
  const moment = momentOf(value);
  return textOf(firstDay(moment, unitOf(unit)));
};

/** The last day of the unit; of an instant, its last millisecond. */
export const endOf = (value: unknown, unit: string): string => {
  const moment = momentOf(value);
  const length = { week: { days: 7 }, month: { months: 1 }, quarter: { months: 3 }, year: { years: 1 } }[unitOf(unit)];
  const next = firstDay(moment, unitOf(unit)).add(length);
  return textOf(next instanceof Temporal.PlainDate ? next.subtract({ days: 1 }) : next.subtract({ milliseconds: 1 }));
};

function firstDay(moment: Moment, unit: Unit): Moment {
  const date = moment instanceof Temporal.PlainDate ? moment : moment.toPlainDate();
  const first = {
    week: () => date.subtract({ days: date.dayOfWeek - 1 }),
    month: () => date.with({ day: 1 }),
    quarter: () => date.with({ month: Math.floor((date.month - 1) / 3) * 3 + 1, day: 1 }),
    year: () => date.with({ month: 1, day: 1 }),
  }[unit]();
  return moment instanceof Temporal.PlainDate ? first : first.toZonedDateTime(moment.timeZoneId);
}

function unitOf(unit: string): Unit {
  if ((UNITS as readonly string[]).includes(unit)) return unit as Unit;
  throw failed(said`${quoted(unit)} is no unit; use ${UNITS.join(', ')}`);
}

export const inZone = (value: unknown, zone: string): string => {
  const moment = momentOf(value);
  if (moment instanceof Temporal.PlainDate)
    throw failed(said`${quoted(value)} is a date; only an instant can be seen in a zone`);
  try {
    return textOf(moment.withTimeZone(zone));
  } catch (error) {
    throw failed(said`${quoted(zone)} is no time zone`, error);
  }
};

export const format = (value: unknown, pattern: string): string => formatMoment(momentOf(value), pattern);

function quoted(value: unknown): string | Said {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 64)) : said`a value of type ${typeof value}`;
}

function failed(message: Said, cause?: unknown): ExpressionError {
  return new ExpressionError('EXPRESSION_FAILED', message, { cause });
}
