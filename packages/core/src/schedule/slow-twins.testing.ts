/**
 * What schedules must yield, computed as plainly as can be: every minute or every day is looked at on its own,
 * with Temporal for the wall clock. Shares no code with what it checks.
 */
import { Temporal } from 'temporal-polyfill';
import type { CalendarRule, DstPolicy } from '../definition/schedule-document.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A pattern as sets of numbers; undefined: any. */
export interface TwinPattern {
  readonly minutes: readonly number[] | undefined;
  readonly hours: readonly number[] | undefined;
  readonly days: readonly number[] | undefined;
  readonly months: readonly number[] | undefined;
  /** 0 is Sunday. */
  readonly weekdays: readonly number[] | undefined;
}

const has = (set: readonly number[] | undefined, value: number): boolean => set === undefined || set.includes(value);

/** A wall clock, written as the moment at which one in UTC shows the same. */
const wallOf = (at: number, zone: string): Date =>
  new Date(at + Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6);

/** Either of day and weekday decides where both are given. */
function matches(pattern: TwinPattern, wall: Date): boolean {
  const onDay = has(pattern.days, wall.getUTCDate());
  const onWeekday = has(pattern.weekdays, wall.getUTCDay());
  return (
    has(pattern.minutes, wall.getUTCMinutes()) &&
    has(pattern.hours, wall.getUTCHours()) &&
    has(pattern.months, wall.getUTCMonth() + 1) &&
    (pattern.days && pattern.weekdays ? onDay || onWeekday : onDay && onWeekday)
  );
}

/** Instants from `from` to `until`, both included: for fixed times by walking local minutes, else by walking instants. */
export function twinCron(
  pattern: TwinPattern,
  { zone, dst, from, until }: { zone: string; dst: Required<DstPolicy>; from: number; until: number },
): number[] {
  const found = new Set<number>();
  if (pattern.minutes === undefined || pattern.hours === undefined) {
    for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at <= until; at += MINUTE_MS)
      if (matches(pattern, wallOf(at, zone))) found.add(at);
  } else {
    for (let wall = Math.floor(from / DAY_MS - 2) * DAY_MS; wall <= until + 2 * DAY_MS; wall += MINUTE_MS) {
      if (!matches(pattern, new Date(wall))) continue;
      const local = Temporal.PlainDateTime.from(new Date(wall).toISOString().slice(0, 19));
      for (const at of instantsOf(local, zone, dst)) found.add(at);
    }
  }
  return [...found].filter((at) => at >= from && at <= until).sort((a, b) => a - b);
}

/** The instants of a fixed local time: none, one, or two. */
function instantsOf(local: Temporal.PlainDateTime, zone: string, dst: Required<DstPolicy>): number[] {
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
  const [first, last] = [earlier.epochMilliseconds, later.epochMilliseconds];
  if (first === last) return [first];
  const exists = earlier.toPlainDateTime().equals(local);
  if (exists) return dst.overlap === 'both' ? [first, last] : [dst.overlap === 'first' ? first : last];
  const length = (later.offsetNanoseconds - earlier.offsetNanoseconds) / 1e6;
  if (dst.gap === 'skip' || length >= 3 * 3_600_000) return [];
  if (dst.gap === 'shift') return [last];
  const after = earlier.getTimeZoneTransition('next');
  return after ? [after.epochMilliseconds] : [];
}

export interface TwinRule {
  readonly frequency: 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY';
  readonly interval: number;
  readonly months: readonly number[];
  readonly monthDays: readonly number[];
  readonly days: readonly { readonly nth: number; readonly weekday: number }[];
  readonly hours: readonly number[];
  readonly positions: readonly number[];
}

/** Local times of a rule from its start on, on the hour, by looking at every day of some years. */
export function twinRule(rule: TwinRule, start: Temporal.PlainDateTime, years: number): string[] {
  const periods = new Map<string, Temporal.PlainDateTime[]>();
  const first = start.toPlainDate();
  const end = first.add({ years });
  // The periods at the end are looked at whole, since positions count in them.
  const last = end.add({ years: 1 });
  for (
    let day = first.with({ month: 1, day: 1 }).subtract({ days: 7 });
    Temporal.PlainDate.compare(day, last) < 0;
    day = day.add({ days: 1 })
  ) {
    const period = periodOf(rule, first, day);
    if (period === undefined || !isDay(rule, first, day)) continue;
    const hours = rule.hours.length > 0 ? rule.hours : [start.hour];
    const times = hours.map((hour) => day.toPlainDateTime({ hour, minute: start.minute }));
    periods.set(period, [...(periods.get(period) ?? []), ...times]);
  }
  const picked = [...periods.values()].flatMap((times) => {
    const sorted = times.sort(Temporal.PlainDateTime.compare);
    if (rule.positions.length === 0) return sorted;
    return sorted.filter((_, i) => rule.positions.some((n) => i === (n > 0 ? n - 1 : sorted.length + n)));
  });
  return picked
    .filter((time) => Temporal.PlainDateTime.compare(time, start) >= 0)
    .filter((time) => Temporal.PlainDate.compare(time.toPlainDate(), end) < 0)
    .sort(Temporal.PlainDateTime.compare)
    .map(String);
}

/** A name for the period of a day, where it is one of those that count. */
function periodOf(
  { frequency, interval }: TwinRule,
  first: Temporal.PlainDate,
  day: Temporal.PlainDate,
): string | undefined {
  const monday = (date: Temporal.PlainDate): Temporal.PlainDate => date.subtract({ days: date.dayOfWeek - 1 });
  const passed = {
    YEARLY: () => day.year - first.year,
    MONTHLY: () => (day.year - first.year) * 12 + day.month - first.month,
    WEEKLY: () => monday(first).until(monday(day)).days / 7,
    DAILY: () => first.until(day).days,
  }[frequency]();
  return passed >= 0 && passed % interval === 0 ? String(passed) : undefined;
}

function isDay(rule: TwinRule, first: Temporal.PlainDate, day: Temporal.PlainDate): boolean {
  const { frequency, months, monthDays, days } = rule;
  if (months.length > 0 && !months.includes(day.month)) return false;
  if (monthDays.length > 0 && !monthDays.some((n) => day.day === (n > 0 ? n : day.daysInMonth + 1 + n))) return false;
  if (days.length > 0) return days.some((wanted) => isWeekday(rule, wanted, day));
  if (monthDays.length > 0) return true;
  if (frequency === 'WEEKLY') return day.dayOfWeek === first.dayOfWeek;
  if (frequency === 'MONTHLY') return day.day === first.day;
  if (frequency === 'YEARLY') return day.day === first.day && (months.length > 0 || day.month === first.month);
  return true;
}

function isWeekday(
  { frequency, months }: TwinRule,
  { nth, weekday }: { readonly nth: number; readonly weekday: number },
  day: Temporal.PlainDate,
): boolean {
  if (day.dayOfWeek % 7 !== weekday) return false;
  if (nth === 0) return true;
  const inYear = frequency === 'YEARLY' && months.length === 0;
  const number = inYear ? day.dayOfYear : day.day;
  const length = inYear ? day.daysInYear : day.daysInMonth;
  return nth > 0 ? Math.ceil(number / 7) === nth : Math.ceil((length - number + 1) / 7) === -nth;
}

/** What a calendar makes of instants of UTC, in order; `isOpen` knows every day. */
export function twinCalendar(times: readonly number[], rule: CalendarRule, isOpen: (day: number) => boolean): number[] {
  const found = new Set<number>();
  for (const at of times) {
    const day = Math.floor(at / DAY_MS);
    if (rule.day !== undefined) {
      if (day === nthOpenDay(day, rule.day, isOpen)) found.add(at);
    } else if (isOpen(day)) found.add(at);
    else if (rule.otherwise === 'next' || rule.otherwise === 'previous') {
      const step = rule.otherwise === 'next' ? 1 : -1;
      let target = day;
      while (!isOpen(target) && Math.abs(target - day) <= 366) target += step;
      if (isOpen(target) && Math.abs(target - day) <= 366) found.add(at + (target - day) * DAY_MS);
    }
  }
  return [...found].sort((a, b) => a - b);
}

function nthOpenDay(day: number, n: number, isOpen: (day: number) => boolean): number | undefined {
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const days: number[] = [];
  for (let i = Date.UTC(year, month, 1); i < Date.UTC(year, month + 1, 1); i += DAY_MS)
    if (isOpen(i / DAY_MS)) days.push(i / DAY_MS);
  return days.at(n > 0 ? n - 1 : n);
}
