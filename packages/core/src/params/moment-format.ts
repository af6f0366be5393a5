/** Patterns of `format(d, 'yyyyMMdd')`: the letters Java and DolphinScheduler users know, each listed here. */
import { Temporal } from 'temporal-polyfill';
import { type Said, said } from '../said.ts';
import { ExpressionError } from './expression-error.ts';

type Moment = Temporal.PlainDate | Temporal.ZonedDateTime;

const digits = (value: number, width: number): string => String(value).padStart(width, '0');
const timeOf = (moment: Moment): Temporal.ZonedDateTime | undefined =>
  moment instanceof Temporal.ZonedDateTime ? moment : undefined;

const FIELDS: Readonly<Record<string, (moment: Moment, width: number) => string>> = {
  y: (m, width) => (width === 2 ? digits(m.year % 100, 2) : digits(m.year, width)),
  M: (m, width) => digits(m.month, width),
  d: (m, width) => digits(m.day, width),
  D: (m, width) => digits(m.dayOfYear, width),
  Q: (m, width) => digits(Math.floor((m.month + 2) / 3), width),
  Y: (m, width) => digits(m.yearOfWeek ?? m.year, width),
  w: (m, width) => digits(m.weekOfYear ?? 0, width),
  u: (m, width) => digits(m.dayOfWeek, width),
  H: (m, width) => digits(timeOf(m)?.hour ?? 0, width),
  m: (m, width) => digits(timeOf(m)?.minute ?? 0, width),
  s: (m, width) => digits(timeOf(m)?.second ?? 0, width),
  S: (m, width) => digits(timeOf(m)?.millisecond ?? 0, 3).slice(0, width),
  X: (m) => (timeOf(m)?.offset ?? '+00:00').replace('+00:00', 'Z'),
};

const TOKEN = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g;

export function formatMoment(moment: Moment, pattern: string): string {
  if (pattern.length > 256) throw unknownPattern(pattern.slice(0, 32), said`is longer than 256 characters`);
  if (((pattern.match(/'/g) ?? []).length & 1) === 1)
    throw unknownPattern(pattern, said`has a quote that does not end; write '' for one`);
  return pattern.replace(TOKEN, (token: string, quotedText: string | undefined, letter: string | undefined) => {
    if (quotedText !== undefined) return quotedText === '' ? "'" : quotedText.replaceAll("''", "'");
    if (letter === undefined) return token;
    const field = FIELDS[letter];
    if (!field || token.length > 4)
      throw unknownPattern(token, said`is no field; known are ${Object.keys(FIELDS).join(' ')}, text goes in '…'`);
    return field(moment, token.length);
  });
}

function unknownPattern(pattern: string, problem: Said): ExpressionError {
  return new ExpressionError('EXPRESSION_FAILED', said`the pattern "${pattern}" ${problem}`);
}
