/** What a schedule says, in words of the reader's language, for every kind but cron. */
import { parseDuration, type ScheduleDocument } from '@carillon/core';
import type { TFunction } from 'i18next';
import { absoluteText } from '../time/format.ts';

const UNIT_MS = [
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
] as const;
export type Unit = (typeof UNIT_MS)[number][0] | 'month' | 'year';
type Amount = readonly [Unit, number];

/** In the largest units that divide it: 90 minutes are an hour and 30 minutes. */
export function amountsOf(ms: number): readonly Amount[] {
  const whole = UNIT_MS.find(([, size]) => ms % size === 0 && ms >= size);
  if (whole && ms / whole[1] < 100) return [[whole[0], ms / whole[1]]];
  let rest = ms;
  return UNIT_MS.slice(1).flatMap(([unit, size]): Amount[] => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [[unit, count]];
  });
}

const ISO = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const ISO_UNITS: readonly Unit[] = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];

export function isoAmounts(text: string): readonly Amount[] | undefined {
  const counts = ISO.exec(text)?.slice(1);
  const amounts = counts?.flatMap((count, place): Amount[] => {
    const unit = ISO_UNITS[place];
    return count === undefined || unit === undefined ? [] : [[unit, Number(count)]];
  });
  return amounts && amounts.length > 0 ? amounts : undefined;
}

const longText = (amounts: readonly Amount[], locale: string): string =>
  new Intl.ListFormat(locale, { type: 'unit' }).format(
    amounts.map(([unit, count]) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
    ),
  );

const list = (items: readonly string[], locale: string): string => new Intl.ListFormat(locale).format(items);

export interface Speaker {
  readonly t: TFunction;
  readonly language: string;
}

function everyText(amounts: readonly Amount[], { t, language }: Speaker): string {
  const [only, ...others] = amounts;
  if (!only || others.length > 0) return t('words.everyDuration', { duration: longText(amounts, language) });
  const [unit, count] = only;
  return count === 1 ? t(`words.each_${unit}`) : t(`words.every_${unit}`, { count });
}

const SHOWN_TIMES = 3;

/** A local date-time is a label of the schedule's zone; an instant is shown there. */
function timeText(text: string, zone: string, language: string): string {
  if (!/(Z|[+-]\d\d:?\d\d)$/.test(text)) return text.replace('T', ' ');
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : absoluteText(at, zone, language);
}

function onceText(at: string | readonly string[], zone: string, { t, language }: Speaker): string {
  const times = typeof at === 'string' ? [at] : at;
  const shown = times.slice(0, SHOWN_TIMES).map((each) => timeText(each, zone, language));
  const more = times.length - shown.length;
  return t('words.once', {
    times: more > 0 ? `${list(shown, language)} ${t('words.more', { count: more })}` : list(shown, language),
  });
}

function intervalText(interval: string, zone: string, speaker: Speaker): string | undefined {
  const [repeat = '', ...rest] = interval.split('/');
  const amounts = rest.map(isoAmounts).find((found) => found !== undefined);
  const start = rest.find((part) => !part.startsWith('P'));
  if (!/^R\d*$/.test(repeat) || !amounts) return undefined;
  const times = repeat.slice(1);
  return [
    everyText(amounts, speaker),
    times !== '' && speaker.t('words.times', { count: Number(times) }),
    start !== undefined && speaker.t('words.from', { at: timeText(start, zone, speaker.language) }),
  ]
    .filter(Boolean)
    .join(speaker.t('words.join'));
}

const FREQUENCIES: Readonly<Record<string, Unit>> = {
  YEARLY: 'year',
  MONTHLY: 'month',
  WEEKLY: 'week',
  DAILY: 'day',
  HOURLY: 'hour',
  MINUTELY: 'minute',
  SECONDLY: 'second',
};
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** A Monday. */
const MONDAY_MS = 4 * 86_400_000;

function ruleParts(rrule: string): ReadonlyMap<string, string> {
  const line = rrule.split(/\r?\n/).find((each) => /FREQ=/i.test(each)) ?? '';
  const parts = line
    .replace(/^RRULE:/i, '')
    .toUpperCase()
    .split(';');
  return new Map(parts.map((part) => part.split('=') as [string, string]));
}

function weekdaysText(byDay: string, { t, language }: Speaker): string | undefined {
  const names = byDay.split(',').map((each) => {
    const [, nth = '', day = ''] = /^([+-]?\d+)?([A-Z]{2})$/.exec(each) ?? [];
    const place = DAYS.indexOf(day);
    if (place === -1) return undefined;
    const name = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(
      MONDAY_MS + place * 86_400_000,
    );
    if (nth === '') return name;
    return Number(nth) < 0
      ? t('words.lastDay', { day: name, nth: -Number(nth) })
      : t('words.nthDay', { day: name, nth });
  });
  return names.includes(undefined) ? undefined : t('words.on', { days: list(names as string[], language) });
}

const TOLD = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYHOUR', 'BYMINUTE', 'COUNT', 'WKST'];

function ruleText(rrule: string, speaker: Speaker): string | undefined {
  const { t, language } = speaker;
  const parts = ruleParts(rrule);
  const unit = FREQUENCIES[parts.get('FREQ') ?? ''];
  // Half a rule in words would say something else than the rule.
  if (!unit || [...parts.keys()].some((key) => !TOLD.includes(key))) return undefined;
  const byDay = parts.get('BYDAY');
  const weekdays = byDay === undefined ? '' : weekdaysText(byDay, speaker);
  const clock = clockTexts(parts);
  if (weekdays === undefined || clock === undefined) return undefined;
  const monthDays = parts.get('BYMONTHDAY')?.split(',');
  const count = parts.get('COUNT');
  return [
    everyText([[unit, Number(parts.get('INTERVAL') ?? 1)]], speaker),
    weekdays,
    monthDays && t('words.onMonthDays', { days: list(monthDays, language) }),
    clock.length > 0 && t('words.at', { times: list(clock, language) }),
    count !== undefined && t('words.times', { count: Number(count) }),
  ]
    .filter(Boolean)
    .join(t('words.join'));
}

/** Undefined where hours and minutes make no times of day. */
function clockTexts(parts: ReadonlyMap<string, string>): readonly string[] | undefined {
  const hours = parts.get('BYHOUR')?.split(',');
  const minutes = parts.get('BYMINUTE')?.split(',');
  if (!hours) return minutes ? undefined : [];
  return hours.flatMap((hour) =>
    (minutes ?? ['0']).map((minute) => `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`),
  );
}

/** Undefined for cron, and for what has no words here. */
export function scheduleWords(definition: ScheduleDocument, zone: string, speaker: Speaker): string | undefined {
  const { every, delay, at, interval, rrule } = definition;
  const duration = every ?? delay;
  const ms = duration === undefined ? undefined : parseDuration(duration);
  if (every !== undefined) return ms === undefined ? undefined : everyText(amountsOf(ms), speaker);
  if (delay !== undefined)
    return ms === undefined
      ? undefined
      : speaker.t('words.delay', { duration: longText(amountsOf(ms), speaker.language) });
  if (at !== undefined) return onceText(at, zone, speaker);
  if (interval !== undefined) return intervalText(interval, zone, speaker);
  return rrule === undefined ? undefined : ruleText(rrule, speaker);
}
