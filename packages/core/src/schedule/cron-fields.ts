/**
 * The grammar of cron patterns (VOCABULARY §3): 5 fields, 6 with seconds first, 7 with the year last;
 * nicknames; lists, ranges, steps, names; `L`, `L-3`, `LW`, `15W`, `5L`, `5#3`; `?` for any day. In Quartz's
 * dialect weekdays are 1 (Sunday) to 7, and exactly one of day-of-month and weekday is `?`.
 */
import { type Said, said, saidAny } from '../said.ts';
import { type BitSet, bitSetOf } from './bit-set.ts';

/** Which days of a month fire. */
export interface DayRule {
  /** Written as `*` or `?`. */
  readonly any: boolean;
  readonly set: BitSet;
}
export interface MonthDayRule extends DayRule {
  /** `L` is 0, the last day; `L-3` is 3 days before it. */
  readonly fromLast: readonly number[];
  /** `LW`: the last Monday-to-Friday. */
  readonly lastWeekday: boolean;
  /** `15W`: the Monday-to-Friday nearest to each, within the month. */
  readonly nearestWeekdays: readonly number[];
}
export interface WeekdayRule extends DayRule {
  /** `5L`: the last Friday. */
  readonly lastOf: readonly number[];
  /** `5#3`: the third Friday. */
  readonly nth: readonly { readonly weekday: number; readonly n: number }[];
}

export interface CronFields {
  readonly seconds: BitSet;
  readonly minutes: BitSet;
  readonly hours: BitSet;
  readonly monthDays: MonthDayRule;
  readonly months: BitSet;
  readonly weekdays: WeekdayRule;
  /** Undefined: every year. */
  readonly years: ReadonlySet<number> | undefined;
  /** Neither minute nor hour begins with `*`: daylight-saving rules apply (GUARANTEES 3.8). */
  readonly fixedTime: boolean;
}

export type CronSyntax = 'standard' | 'quartz';

export class CronError extends Error {
  override readonly name = 'CronError';
  readonly said: Said;

  constructor(message: Said) {
    super(String(message));
    this.said = message;
  }
}

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  readonly name: Said;
  readonly min: number;
  readonly max: number;
  /** Names, the first standing for `min`. */
  readonly names?: readonly string[];
}
const SECOND: Field = { name: said`second`, min: 0, max: 59 };
const MINUTE: Field = { name: said`minute`, min: 0, max: 59 };
const HOUR: Field = { name: said`hour`, min: 0, max: 23 };
const MONTH_DAY: Field = { name: said`day of month`, min: 1, max: 31 };
const MONTH: Field = { name: said`month`, min: 1, max: 12, names: MONTHS };
/** 7 is Sunday again. */
const WEEKDAY: Field = { name: said`weekday`, min: 0, max: 7, names: WEEKDAYS };
const QUARTZ_WEEKDAY: Field = { name: said`weekday`, min: 1, max: 7, names: WEEKDAYS };
const YEAR: Field = { name: said`year`, min: 1970, max: 2199 };

/** @throws CronError saying which field is wrong and what it may be */
export function parseCronFields(pattern: string, syntax: CronSyntax = 'standard'): CronFields {
  const fields = splitFields(pattern, syntax);
  const [second, minute, hour, monthDay, month, weekday, year] = fields;
  const monthDays = monthDayRule(monthDay);
  const weekdays = syntax === 'quartz' ? weekdayRule(QUARTZ_WEEKDAY, weekday) : weekdayRule(WEEKDAY, weekday);
  return {
    seconds: bitSetOf(members(SECOND, second)),
    minutes: bitSetOf(members(MINUTE, minute)),
    hours: bitSetOf(members(HOUR, hour)),
    monthDays,
    months: bitSetOf(members(MONTH, month)),
    weekdays,
    years: year === '*' ? undefined : new Set(members(YEAR, year)),
    fixedTime: !minute.startsWith('*') && !hour.startsWith('*'),
  };
}

type SevenFields = [string, string, string, string, string, string, string];

function splitFields(pattern: string, syntax: CronSyntax): SevenFields {
  if (pattern.length > 256) throw new CronError(said`the pattern is longer than 256 characters`);
  const trimmed = pattern.trim();
  const expanded = trimmed.startsWith('@') ? NICKNAMES[trimmed.toLowerCase()] : trimmed;
  if (expanded === undefined)
    throw new CronError(said`"${trimmed}" is no nickname; known are ${Object.keys(NICKNAMES).join(' ')}`);
  const fields = expanded.toUpperCase().split(/\s+/);
  if (syntax === 'quartz' && !trimmed.startsWith('@')) return quartzFields(fields);
  if (fields.length === 5) return ['0', ...fields, '*'] as SevenFields;
  if (fields.length === 6) return [...fields, '*'] as SevenFields;
  if (fields.length === 7) return fields as SevenFields;
  throw new CronError(
    said`the pattern has ${trimmed === '' ? 0 : fields.length} fields; use 5 (minute hour day month weekday), 6 (second first) or 7 (year last)`,
  );
}

function quartzFields(fields: readonly string[]): SevenFields {
  if (fields.length !== 6 && fields.length !== 7)
    throw new CronError(
      said`the pattern has ${fields.length} fields; Quartz has 6 (second minute hour day month weekday) or 7 (year last)`,
    );
  const days = [fields[3], fields[5]].filter((field) => field === '?').length;
  if (days !== 1)
    throw new CronError(
      days === 0
        ? said`neither of day of month and weekday is "?"; Quartz wants "?" in the one that does not decide`
        : said`each of day of month and weekday is "?"; Quartz wants "?" in the one that does not decide`,
    );
  return (fields.length === 7 ? fields : [...fields, '*']) as unknown as SevenFields;
}

function monthDayRule(text: string): MonthDayRule {
  const any = text === '*' || text === '?';
  const nearestWeekdays: number[] = [];
  const plain: number[] = [];
  const fromLast: number[] = [];
  let lastWeekday = false;
  for (const item of any ? [] : items(MONTH_DAY, text)) {
    const nearest = /^(\d{1,2})W$/.exec(item)?.[1];
    const beforeLast = /^L(?:-(\d{1,2}))?$/.exec(item);
    if (beforeLast) fromLast.push(daysBeforeLast(item, Number(beforeLast[1] ?? 0)));
    else if (item === 'LW' || item === 'WL') lastWeekday = true;
    else if (nearest !== undefined) nearestWeekdays.push(numberOf(MONTH_DAY, nearest));
    else plain.push(...itemMembers(MONTH_DAY, item));
  }
  return { any, set: bitSetOf(plain), fromLast, lastWeekday, nearestWeekdays };
}

function daysBeforeLast(item: string, days: number): number {
  if (days <= 30) return days;
  throw new CronError(said`day of month: "${item}" is before the month begins; L-30 is the earliest`);
}

function weekdayRule(field: Field, text: string): WeekdayRule {
  const any = text === '*' || text === '?';
  const lastOf: number[] = [];
  const nth: { weekday: number; n: number }[] = [];
  const plain: number[] = [];
  for (const item of any ? [] : items(field, text)) {
    const [, last] = /^(\w+)L$/.exec(item) ?? [];
    const [, weekday, n] = /^(\w+)#(\d)$/.exec(item) ?? [];
    if (last !== undefined) lastOf.push(weekdayOf(field, last));
    else if (weekday !== undefined) nth.push({ weekday: weekdayOf(field, weekday), n: occurrence(item, Number(n)) });
    else if (item === 'L' && field === QUARTZ_WEEKDAY) plain.push(6);
    else if (item === 'L')
      throw new CronError(said`weekday: L needs a day before it, for example 5L for the last Friday`);
    else plain.push(...itemMembers(field, item).map((day) => (day - sundayOf(field)) % 7));
  }
  return { any, set: bitSetOf(plain), lastOf, nth };
}

/** The number that stands for Sunday. */
const sundayOf = (field: Field): number => field.min;
const weekdayOf = (field: Field, text: string): number => (numberOf(field, text) - sundayOf(field)) % 7;

function occurrence(item: string, n: number): number {
  if (n >= 1 && n <= 5) return n;
  throw new CronError(said`weekday: "${item}" asks for occurrence ${n}; a month has 1 to 5`);
}

function members(field: Field, text: string): number[] {
  return items(field, text).flatMap((item) => itemMembers(field, item));
}

function items(field: Field, text: string): readonly string[] {
  const found = text.split(',');
  if (found.includes('')) throw new CronError(said`${field.name}: "${text}" has an empty item`);
  return found;
}

/** `*`, `5`, `1-5`, each with `/step`. */
function itemMembers(field: Field, item: string): number[] {
  const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,4}))?$/.exec(item);
  if (!match) throw new CronError(said`${field.name}: "${item}" is not understood; write ${example(field)}`);
  const [, star, from, to, stepText] = match;
  const step = stepText === undefined ? 1 : Number(stepText);
  const first = star ? field.min : numberOf(field, from as string);
  const last = to === undefined ? (star || stepText !== undefined ? lastOf(field) : first) : numberOf(field, to);
  if (step < 1) throw new CronError(said`${field.name}: the step of "${item}" must be at least 1`);
  if (first > last)
    throw new CronError(
      said`${field.name}: "${item}" ends before it begins; write two ranges, such as ${first}-${lastOf(field)},${field.min}-${last}`,
    );
  const found: number[] = [];
  for (let value = first; value <= last; value += step) found.push(value);
  return found;
}

/** The end of an open range: Sunday is counted once. */
const lastOf = (field: Field): number => (field === WEEKDAY ? 6 : field.max);

function numberOf(field: Field, text: string): number {
  const named = field.names?.indexOf(text) ?? -1;
  const value = named >= 0 ? named + field.min : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= field.min && value <= field.max) return value;
  throw new CronError(
    field.names
      ? said`${field.name}: "${text}" is not ${field.min} to ${field.max} or ${field.names[0]} to ${field.names.at(-1)}`
      : said`${field.name}: "${text}" is not ${field.min} to ${field.max}`,
  );
}

function example(field: Field): string | Said {
  if (field === MONTH_DAY) return saidAny(['*, 1, 1-5, 1,15, */2, L, L-3, LW', '15W']);
  if (field.names === WEEKDAYS) return saidAny(['*, 1, MON-FRI, 5L', '5#3']);
  return saidAny([`*, ${field.min}, ${field.min}-${field.min + 2}`, '*/5']);
}
