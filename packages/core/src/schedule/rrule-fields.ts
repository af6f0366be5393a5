/**
 * The subset of RFC 5545 that schedules understand, as text: `FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=9`, alone or as
 * lines DTSTART, RRULE and EXDATE. Everything else is refused by name.
 */
import { type Said, said, saidAll } from '../said.ts';
import { ScheduleError } from './schedule-error.ts';
import { parseTimeText, type TimeText } from './time-text.ts';

/** From the longest period to the shortest. */
export const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export interface RuleDay {
  /** 0 is Sunday. */
  readonly weekday: number;
  /** The nth of its month or year, negative from the end; 0: every one. */
  readonly nth: number;
}

export interface RuleFields {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | undefined;
  readonly until: TimeText | undefined;
  readonly months: readonly number[];
  readonly monthDays: readonly number[];
  readonly days: readonly RuleDay[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
  readonly positions: readonly number[];
  /** 0 is Sunday; weeks begin on Monday unless said. */
  readonly weekStart: number;
}

export interface RuleText {
  readonly fields: RuleFields;
  readonly start: TimeText | undefined;
  readonly except: readonly TimeText[];
  readonly zone: string | undefined;
}

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const KNOWN = 'FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYHOUR, BYMINUTE, BYSECOND, BYSETPOS';
const MAX_COUNT = 10_000;

/** @throws ScheduleError */
export function parseRule(text: string): RuleText {
  let fields: RuleFields | undefined;
  let start: TimeText | undefined;
  let zone: string | undefined;
  const except: TimeText[] = [];
  for (const line of text.trim().split(/\s*\r?\n\s*/)) {
    const [, name = 'RRULE', parameters = '', value = ''] =
      /^(?:(RRULE|DTSTART|EXDATE|RDATE|EXRULE)([^:]*):)?(.*)$/i.exec(line) ?? [];
    const kind = name.toUpperCase();
    if (kind === 'RRULE') {
      if (fields) throw bad(said`there are two rules`, said`Write one rule for each schedule.`);
      fields = parseFields(value);
    } else if (kind === 'DTSTART') {
      zone = zoneOf(parameters) ?? zone;
      start = momentOf('DTSTART', value);
    } else if (kind === 'EXDATE') {
      zone = zoneOf(parameters) ?? zone;
      except.push(...value.split(',').map((moment) => momentOf('EXDATE', moment)));
    } else throw bad(said`${kind} is not understood`, said`Known lines are DTSTART, RRULE and EXDATE.`);
  }
  if (!fields) throw bad(said`there is no rule`, said`Write RRULE:FREQ=DAILY;…`);
  return { fields, start, except, zone };
}

function zoneOf(parameters: string): string | undefined {
  if (parameters === '' || /^;VALUE=DATE(-TIME)?$/i.test(parameters)) return undefined;
  const [, zone] = /^;TZID=([^;:]+)$/i.exec(parameters) ?? [];
  if (zone === undefined)
    throw bad(said`"${parameters.slice(1)}" is not understood`, said`DTSTART and EXDATE take TZID alone.`);
  return zone;
}

function parseFields(text: string): RuleFields {
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().split(';')) {
    const [name = '', value] = part.split('=');
    if (value === undefined || value === '')
      throw bad(said`"${part}" has no value`, said`Write NAME=VALUE, joined by ;`);
    if (parts.has(name)) throw bad(said`${name} is there twice`);
    parts.set(name, value);
  }
  const take = (name: string): string | undefined => {
    const value = parts.get(name);
    parts.delete(name);
    return value;
  };
  const frequency = frequencyOf(take('FREQ'));
  const fields: RuleFields = {
    frequency,
    interval: numbers('INTERVAL', take('INTERVAL') ?? '1', 1, 1_000_000)[0] as number,
    count: numbers('COUNT', take('COUNT'), 1, MAX_COUNT)[0],
    until: untilOf(take('UNTIL')),
    months: numbers('BYMONTH', take('BYMONTH'), 1, 12),
    monthDays: numbers('BYMONTHDAY', take('BYMONTHDAY'), 1, 31, 'negative'),
    days: (take('BYDAY')?.split(',') ?? []).map(ruleDay),
    hours: numbers('BYHOUR', take('BYHOUR'), 0, 23),
    minutes: numbers('BYMINUTE', take('BYMINUTE'), 0, 59),
    seconds: numbers('BYSECOND', take('BYSECOND'), 0, 59),
    positions: numbers('BYSETPOS', take('BYSETPOS'), 1, 366, 'negative'),
    weekStart: weekdayOf('WKST', take('WKST') ?? 'MO'),
  };
  const [unknown] = parts.keys();
  if (unknown !== undefined)
    throw bad(said`${unknown} is not understood`, said`Known parts are ${saidAll([KNOWN, 'WKST'])}.`);
  return checked(fields);
}

function checked(fields: RuleFields): RuleFields {
  const { frequency, count, until, days, monthDays, positions } = fields;
  if (count !== undefined && until !== undefined) throw bad(said`COUNT and UNTIL exclude each other`);
  if (frequency !== 'YEARLY' && frequency !== 'MONTHLY' && days.some(({ nth }) => nth !== 0))
    throw bad(said`BYDAY with a number needs FREQ=MONTHLY or YEARLY, not ${frequency}`);
  if (frequency === 'WEEKLY' && monthDays.length > 0) throw bad(said`BYMONTHDAY makes no sense with FREQ=WEEKLY`);
  const expands = [fields.months, monthDays, days, fields.hours, fields.minutes, fields.seconds].some(
    ({ length }) => length,
  );
  if (positions.length > 0 && !expands)
    throw bad(said`BYSETPOS picks from what other BY parts give, and there is none`);
  return fields;
}

function frequencyOf(text: string | undefined): Frequency {
  const known = FREQUENCIES.find((frequency) => frequency === text);
  if (known) return known;
  throw bad(
    text === undefined ? said`FREQ is missing` : said`FREQ=${text} is unknown`,
    said`FREQ is one of ${FREQUENCIES.join(', ')}.`,
  );
}

function numbers(
  name: string,
  text: string | undefined,
  min: number,
  max: number,
  sign?: 'negative',
): readonly number[] {
  if (text === undefined) return [];
  const found = text.split(',').map((item) => {
    const value = /^[+-]?\d{1,7}$/.test(item) ? Number(item) : Number.NaN;
    const size = sign ? Math.abs(value) : value;
    if (size >= min && size <= max) return value;
    throw bad(
      sign
        ? said`${name}=${item} is not ${min} to ${max}, or -${max} to -${min} from the end`
        : said`${name}=${item} is not ${min} to ${max}`,
    );
  });
  return [...new Set(found)].sort((a, b) => a - b);
}

function ruleDay(text: string): RuleDay {
  const [, number, day = text] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
  const nth = Number(number ?? 0);
  if (Math.abs(nth) > 53 || (nth === 0 && number !== undefined))
    throw bad(said`BYDAY=${text} asks for an occurrence that no year has`);
  return { nth, weekday: weekdayOf('BYDAY', day) };
}

function weekdayOf(name: string, text: string): number {
  const weekday = WEEKDAYS.indexOf(text);
  if (weekday >= 0) return weekday;
  throw bad(said`${name}=${text} is no weekday`, said`Weekdays are ${WEEKDAYS.join(', ')}.`);
}

const untilOf = (text: string | undefined): TimeText | undefined =>
  text === undefined ? undefined : momentOf('UNTIL', text);

/** `20260509`, `20260509T083000`, `20260509T083000Z`, or the same with separators. */
function momentOf(name: string, text: string): TimeText {
  const [, y, m, d, h, min, s, z = ''] = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/i.exec(text) ?? [];
  const separated = y === undefined ? text : h === undefined ? `${y}-${m}-${d}` : `${y}-${m}-${d}T${h}:${min}:${s}${z}`;
  const moment = parseTimeText(separated);
  if (!moment)
    throw bad(said`${name} "${text}" is no moment`, said`Write 20260509, 20260509T083000 or 20260509T003000Z.`);
  return moment;
}

function bad(message: Said, hint?: Said): ScheduleError {
  return new ScheduleError('rrule', message, hint === undefined ? {} : { hint });
}
