/**
 * DolphinScheduler's time placeholders, `$[yyyyMMdd-1]`, so that parameters can move over as they are. One
 * thing differs on purpose: `year_week` pairs a week with the year it belongs to, not with the calendar year.
 */
import { Temporal } from 'temporal-polyfill';
import { type Said, said } from '../said.ts';
import { ExpressionError } from './expression-error.ts';
import { calculate } from './integer-arithmetic.ts';
import { formatMoment } from './moment-format.ts';
import type { Moment } from './moments.ts';

type Base = Temporal.ZonedDateTime;

const PLACEHOLDER = /\$\[([^\]]*)\]/g;
const MAX_MINUTES = 60 * 24 * 1_000_000;
const HINT = said`Write a format such as $[yyyyMMdd-1], $[HHmmss-15/24/60] or $[month_begin(yyyyMMdd,0)].`;

/**
 * The text with each `$[…]` replaced, seen from a moment: an instant in UTC as the zone sees it, one with a zone
 * of its own as it is, of a date its first instant.
 * @throws ExpressionError
 */
export function fillTimePlaceholders(text: string, moment: Moment, timeZone: string): string {
  if (!text.includes('$[')) throw failed(text, said`has no $[…]`);
  const base = baseOf(moment, timeZone);
  return text.replace(PLACEHOLDER, (placeholder: string, inside: string) => {
    try {
      return valueOf(inside.trim(), base);
    } catch (error) {
      if (error instanceof ExpressionError) throw error;
      throw failed(placeholder, said`leaves the calendar`, error);
    }
  });
}

function baseOf(moment: Moment, timeZone: string): Base {
  if (moment instanceof Temporal.PlainDate) return moment.toZonedDateTime(timeZone);
  return moment.timeZoneId === 'UTC' ? moment.withTimeZone(timeZone) : moment;
}

function valueOf(expression: string, base: Base): string {
  const [, name, inside] = /^([a-z_]+)\((.*)\)$/.exec(expression) ?? [];
  if (name === undefined || inside === undefined) return shifted(expression, base);
  if (name === 'timestamp') return epochSeconds(expression, valueOf(inside.trim(), base), base.timeZoneId);
  const shape = FUNCTIONS[name];
  if (!shape)
    throw failed(expression, said`is no function; there are ${Object.keys(FUNCTIONS).join(', ')} and timestamp`);
  const { format, amount } = argumentsOf(expression, inside, shape.amount);
  return shape.value(base, format, amount, expression);
}

interface PlaceholderFunction {
  /** Whether a number follows the format; 0 where it may be left out and is. */
  readonly amount: 'required' | 'optional' | 'none';
  readonly value: (base: Base, format: string, amount: number | undefined, expression: string) => string;
}

const FUNCTIONS: Readonly<Record<string, PlaceholderFunction>> = {
  add_months: dated('required', (base, n) => base.add({ months: n })),
  this_day: dated('none', (base) => base),
  last_day: dated('none', (base) => base.subtract({ days: 1 })),
  month_begin: dated('required', (base, n) => base.with({ day: 1 }).add({ days: n })),
  month_end: dated('required', (base, n) => base.with({ day: base.daysInMonth }).add({ days: n })),
  week_begin: dated('required', (base, n) => base.add({ days: n + 1 - base.dayOfWeek })),
  week_end: dated('required', (base, n) => base.add({ days: n + 7 - base.dayOfWeek })),
  month_first_day: dated('optional', (base, n) => base.with({ day: 1 }).add({ months: n })),
  month_last_day: dated('optional', (base, n) => {
    const first = base.with({ day: 1 }).add({ months: n });
    return first.with({ day: first.daysInMonth });
  }),
  week_first_day: dated('optional', (base, n) => base.add({ days: 7 * n + 1 - base.dayOfWeek })),
  week_last_day: dated('optional', (base, n) => base.add({ days: 7 * n + 7 - base.dayOfWeek })),
  year_week: { amount: 'optional', value: yearWeek },
};

function dated(amount: PlaceholderFunction['amount'], move: (base: Base, n: number) => Base): PlaceholderFunction {
  return { amount, value: (base, format, n = 0) => formatMoment(move(base, n), format) };
}

/** Weeks begin on a day from 1 (Monday) to 7; the first one of a year has four days of it or more. */
function yearWeek(base: Base, format: string, firstDay: number | undefined, expression: string): string {
  const begins = firstDay ?? 1;
  if (begins < 1 || begins > 7)
    throw failed(expression, said`begins its weeks on day ${begins}; days are 1 (Monday) to 7`);
  const middle = base
    .toPlainDate()
    .subtract({ days: (base.dayOfWeek - begins + 7) % 7 })
    .add({ days: 3 });
  const week = Math.floor((middle.dayOfYear - 1) / 7) + 1;
  return `${String(middle.year).padStart(4, '0')}${format.includes('-') ? '-' : ''}${String(week).padStart(2, '0')}`;
}

/** `yyyyMMdd-1`, `HHmmss+2/24`: days, of which a part counts minutes. */
function shifted(expression: string, base: Base): string {
  const plus = lastShift(expression, '+');
  const at = plus < 0 ? lastShift(expression, '-') : plus;
  if (at < 0) return formatMoment(base, expression);
  const minutes = minutesOf(expression.slice(at + 1));
  if (minutes === undefined || Math.abs(minutes) > MAX_MINUTES)
    throw failed(expression, said`shifts by "${expression.slice(at + 1)}", which is no number of days`);
  const amount = plus < 0 ? -minutes : minutes;
  // Whole days keep the time of day where clocks change.
  const moved = amount % 1440 === 0 ? base.add({ days: amount / 1440 }) : base.add({ minutes: amount });
  return formatMoment(moved, expression.slice(0, at));
}

/** Where the last sign stands that a number follows, outside of parentheses: `yyyy-MM-dd` has none. */
function lastShift(expression: string, sign: '+' | '-'): number {
  let depth = 0;
  for (let i = expression.length - 1; i >= 0; i--) {
    const character = expression[i];
    if (character === ')') depth += 1;
    else if (character === '(') depth -= 1;
    else if (character === sign && depth === 0 && /[\d(]/.test(expression[i + 1] ?? '')) return i;
  }
  return -1;
}

/** `15/24/60` of a day is 15 minutes: the days are made minutes before they are divided. */
function minutesOf(days: string): number | undefined {
  const slash = days.indexOf('/');
  return calculate(slash < 0 ? `60*24*(${days})` : `60*24*(${days.slice(0, slash)})${days.slice(slash)}`);
}

function argumentsOf(expression: string, inside: string, shape: PlaceholderFunction['amount']) {
  const comma = inside.lastIndexOf(',');
  const amount = comma < 0 || shape === 'none' ? undefined : calculate(inside.slice(comma + 1));
  if (shape === 'required' && amount === undefined) throw failed(expression, said`needs a format and a number`);
  if (shape === 'optional' && comma >= 0 && amount === undefined)
    throw failed(expression, said`has "${inside.slice(comma + 1).trim()}" where a number should be`);
  return { format: (amount === undefined ? inside : inside.slice(0, comma)).trim(), amount };
}

function epochSeconds(expression: string, text: string, zone: string): string {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  if (y === undefined) throw failed(expression, said`gives "${text}", and timestamp needs yyyyMMddHHmmss`);
  const local = Temporal.PlainDateTime.from(`${y}-${mo}-${d}T${h}:${mi}:${s}`);
  return String(Math.floor(local.toZonedDateTime(zone).epochMilliseconds / 1000));
}

function failed(text: string, problem: Said, cause?: unknown): ExpressionError {
  return new ExpressionError('EXPRESSION_FAILED', said`ds(): "${text.slice(0, 64)}" ${problem}`, { hint: HINT, cause });
}
