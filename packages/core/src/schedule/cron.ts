/**
 * A compiled cron pattern and its local times. Local times are written as the milliseconds that the same
 * wall clock would have in UTC; zones are the business of `firing-times.ts`.
 */
import { type BitSet, hasMember, nextMember } from './bit-set.ts';
import { type CronFields, type CronSyntax, parseCronFields } from './cron-fields.ts';
import type { WallPattern } from './wall-clock.ts';

const DAY_MS = 86_400_000;
const CACHE_SIZE = 10_000;
const cache = new Map<string, WallPattern>();

/** @throws CronError */
export function parseCron(pattern: string, syntax: CronSyntax = 'standard'): WallPattern {
  const key = `${syntax} ${pattern}`;
  const cached = cache.get(key);
  if (cached) return cached;
  const cron = createCron(parseCronFields(pattern, syntax));
  if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value as string);
  cache.set(key, cron);
  return cron;
}

function createCron(fields: CronFields): WallPattern {
  const daysByMonth = new Map<number, BitSet>();

  function daysOf(year: number, month: number): BitSet {
    const key = year * 12 + month;
    let days = daysByMonth.get(key);
    if (!days) {
      days = matchingDays(fields, year, month);
      if (daysByMonth.size > 600) daysByMonth.clear();
      daysByMonth.set(key, days);
    }
    return days;
  }

  /** Midnight of the first matching day at or after the day of `from`. */
  function nextDay(from: number, until: number): number | undefined {
    const date = new Date(from);
    let [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
    while (Date.UTC(year, month, 1) < until) {
      const found =
        fields.years && !fields.years.has(year)
          ? -1
          : hasMember(fields.months, month + 1)
            ? nextMember(daysOf(year, month), day)
            : -1;
      if (found > 0) return Date.UTC(year, month, found);
      [year, month, day] = month === 11 ? [year + 1, 0, 1] : [year, month + 1, 1];
    }
    return undefined;
  }

  function next(from: number, until: number): number | undefined {
    const start = Math.ceil(from / 1000) * 1000;
    let day = nextDay(start, until);
    while (day !== undefined && day < until) {
      const time = nextTime(fields, day < start ? start - day : 0);
      if (time >= 0) return day + time < until ? day + time : undefined;
      day = nextDay(day + DAY_MS, until);
    }
    return undefined;
  }

  return { fixedTime: fields.fixedTime, next };
}

/** Milliseconds since midnight of the first matching time at or after `fromMs`, or -1. */
function nextTime({ hours, minutes, seconds }: CronFields, fromMs: number): number {
  let total = Math.floor(fromMs / 1000);
  for (;;) {
    const wanted = Math.floor(total / 3600);
    const hour = wanted > 23 ? -1 : nextMember(hours, wanted);
    if (hour < 0) return -1;
    if (hour > wanted) total = hour * 3600;
    const wantedMinute = Math.floor((total % 3600) / 60);
    const minute = nextMember(minutes, wantedMinute);
    if (minute < 0) {
      total = (hour + 1) * 3600;
      continue;
    }
    const second = nextMember(seconds, minute > wantedMinute ? 0 : total % 60);
    if (second >= 0) return (hour * 3600 + minute * 60 + second) * 1000;
    total = hour * 3600 + (minute + 1) * 60;
  }
}

/** The days of a month (0 = January) on which the pattern fires, as bits 1 to 31. */
function matchingDays({ monthDays, weekdays }: CronFields, year: number, month: number): BitSet {
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const firstWeekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const weekdayOf = (day: number): number => (firstWeekday + day - 1) % 7;
  const workdayNear = (day: number): number => {
    const weekday = weekdayOf(day);
    if (weekday === 6) return day > 1 ? day - 1 : day + 2;
    if (weekday === 0) return day < lastDay ? day + 1 : day - 2;
    return day;
  };
  const byMonthDay = (day: number): boolean =>
    hasMember(monthDays.set, day) ||
    monthDays.fromLast.includes(lastDay - day) ||
    (monthDays.lastWeekday && day === workdayNear(lastDay)) ||
    monthDays.nearestWeekdays.some((wanted) => wanted <= lastDay && workdayNear(wanted) === day);
  const byWeekday = (day: number): boolean =>
    hasMember(weekdays.set, weekdayOf(day)) ||
    (weekdays.lastOf.includes(weekdayOf(day)) && day + 7 > lastDay) ||
    weekdays.nth.some(({ weekday, n }) => weekdayOf(day) === weekday && Math.ceil(day / 7) === n);
  let bits = 0;
  for (let day = 1; day <= lastDay; day++) {
    const fires =
      monthDays.any && weekdays.any
        ? true
        : monthDays.any
          ? byWeekday(day)
          : weekdays.any
            ? byMonthDay(day)
            : byMonthDay(day) || byWeekday(day);
    if (fires) bits |= 1 << day;
  }
  return { low: bits, high: 0 };
}
