/**
 * A recurrence rule as a pattern of the wall clock: periods of its frequency, every `INTERVAL`th from the one
 * of DTSTART on, and in each period the days and times that its BY parts name.
 */
import { END_OF_TIME } from './horizon.ts';
import { allowsDay, daysOfMonth, daysOfWeek, daysOfYear, weekdayOf } from './rrule-days.ts';
import type { RuleFields } from './rrule-fields.ts';
import type { WallPattern } from './wall-clock.ts';

const DAY_MS = 86_400_000;
const UNIT_MS = { DAILY: DAY_MS, HOURLY: 3_600_000, MINUTELY: 60_000, SECONDLY: 1_000 } as const;
/** Periods looked at for one time: more than any rule needs that has one, since days without are jumped over. */
const MAX_PERIODS = 200_000;
const KEPT_PERIODS = 64;

/** The times of a period: each base with each offset, both in order. */
interface PeriodTimes {
  readonly bases: readonly number[];
  /** Where `bases` is empty: no earlier time can follow. */
  readonly resumeAt?: number;
}

/** @param start DTSTART as a local time */
export function rulePattern(fields: RuleFields, start: number): WallPattern {
  const rule = withDefaults(fields, start);
  const offsets = offsetsOf(rule);
  const firstPeriod = periodOf(rule, start);
  const kept = new Map<number, readonly number[]>();

  const align = (period: number): number =>
    firstPeriod + Math.max(0, Math.ceil((period - firstPeriod) / rule.interval)) * rule.interval;

  /** All times of a period where BYSETPOS picks among them. */
  const picked = (period: number, bases: readonly number[]): readonly number[] => {
    let times = kept.get(period);
    if (!times) {
      const size = bases.length * offsets.length;
      const indexes = rule.positions.map((n) => (n > 0 ? n - 1 : size + n)).filter((i) => i >= 0 && i < size);
      times = [...new Set(indexes)].sort((a, b) => a - b).map((i) => timeAt(bases, offsets, i));
      if (kept.size >= KEPT_PERIODS) kept.clear();
      kept.set(period, times);
    }
    return times;
  };

  const next = (wanted: number, until: number): number | undefined => {
    const from = Math.max(wanted, start);
    const end = Math.min(until, END_OF_TIME);
    let period = align(periodOf(rule, from));
    for (let looked = 0; looked < MAX_PERIODS && periodStart(rule, period) < end; looked++) {
      const { bases, resumeAt } = basesOf(rule, period);
      const found =
        rule.positions.length > 0 && bases.length > 0
          ? picked(period, bases).find((time) => time >= from)
          : firstTime(bases, offsets, from);
      if (found !== undefined) return found < end ? found : undefined;
      period = resumeAt === undefined ? period + rule.interval : align(Math.max(period + 1, periodOf(rule, resumeAt)));
    }
    return undefined;
  };

  return { fixedTime: !['HOURLY', 'MINUTELY', 'SECONDLY'].includes(rule.frequency), next: counted(next, rule.count) };
}

/** What DTSTART says where no BY part does. */
function withDefaults(fields: RuleFields, start: number): RuleFields {
  const date = new Date(start);
  const { frequency } = fields;
  const namesDay = fields.days.length > 0 || fields.monthDays.length > 0;
  const or = (given: readonly number[], value: number, applies: boolean): readonly number[] =>
    given.length > 0 || !applies ? given : [value];
  const weekly = frequency === 'WEEKLY' && fields.days.length === 0;
  return {
    ...fields,
    months: or(fields.months, date.getUTCMonth() + 1, frequency === 'YEARLY' && !namesDay),
    monthDays: or(
      fields.monthDays,
      date.getUTCDate(),
      !namesDay && (frequency === 'YEARLY' || frequency === 'MONTHLY'),
    ),
    days: weekly ? [{ weekday: date.getUTCDay(), nth: 0 }] : fields.days,
    hours: or(fields.hours, date.getUTCHours(), !['HOURLY', 'MINUTELY', 'SECONDLY'].includes(frequency)),
    minutes: or(fields.minutes, date.getUTCMinutes(), !['MINUTELY', 'SECONDLY'].includes(frequency)),
    seconds: or(fields.seconds, date.getUTCSeconds(), frequency !== 'SECONDLY'),
  };
}

function periodOf({ frequency, weekStart }: RuleFields, local: number): number {
  if (frequency === 'YEARLY') return new Date(local).getUTCFullYear();
  if (frequency === 'MONTHLY') return new Date(local).getUTCFullYear() * 12 + new Date(local).getUTCMonth();
  if (frequency === 'WEEKLY') return Math.floor((Math.floor(local / DAY_MS) - firstWeek(weekStart)) / 7);
  return Math.floor(local / UNIT_MS[frequency]);
}

function periodStart({ frequency, weekStart }: RuleFields, period: number): number {
  if (frequency === 'YEARLY') return Date.UTC(period, 0, 1);
  if (frequency === 'MONTHLY') return Date.UTC(Math.floor(period / 12), period % 12, 1);
  if (frequency === 'WEEKLY') return (firstWeek(weekStart) + period * 7) * DAY_MS;
  return period * UNIT_MS[frequency];
}

/** A day on which a week begins, near the epoch. */
const firstWeek = (weekStart: number): number => -((weekdayOf(0) - weekStart + 7) % 7);

function basesOf(rule: RuleFields, period: number): PeriodTimes {
  const { frequency } = rule;
  if (frequency === 'YEARLY') return midnights(daysOfYear(rule, period));
  if (frequency === 'MONTHLY') return midnights(daysOfMonth(rule, Math.floor(period / 12), (period % 12) + 1));
  if (frequency === 'WEEKLY') return midnights(daysOfWeek(rule, periodStart(rule, period) / DAY_MS));
  const base = period * UNIT_MS[frequency];
  const day = Math.floor(base / DAY_MS);
  const jump = (unitMs: number): PeriodTimes => ({ bases: [], resumeAt: (Math.floor(base / unitMs) + 1) * unitMs });
  if (!allowsDay(rule, day)) return jump(DAY_MS);
  if (frequency === 'DAILY') return { bases: [base] };
  const allows = (values: readonly number[], value: number): boolean => values.length === 0 || values.includes(value);
  const second = Math.floor((base - day * DAY_MS) / 1000);
  if (!allows(rule.hours, Math.floor(second / 3600))) return jump(UNIT_MS.HOURLY);
  if (frequency === 'HOURLY') return { bases: [base] };
  if (!allows(rule.minutes, Math.floor(second / 60) % 60)) return jump(UNIT_MS.MINUTELY);
  if (frequency === 'MINUTELY') return { bases: [base] };
  return { bases: allows(rule.seconds, second % 60) ? [base] : [] };
}

const midnights = (days: readonly number[]): PeriodTimes => ({ bases: days.map((day) => day * DAY_MS) });

/** Times within a base: of a day, an hour or a minute. */
function offsetsOf({ frequency, hours, minutes, seconds }: RuleFields): readonly number[] {
  if (frequency === 'SECONDLY') return [0];
  if (frequency === 'MINUTELY') return seconds.map((s) => s * 1000);
  const ofHour = minutes.flatMap((minute) => seconds.map((second) => (minute * 60 + second) * 1000));
  return frequency === 'HOURLY' ? ofHour : hours.flatMap((hour) => ofHour.map((offset) => hour * 3_600_000 + offset));
}

const timeAt = (bases: readonly number[], offsets: readonly number[], index: number): number =>
  (bases[Math.floor(index / offsets.length)] as number) + (offsets[index % offsets.length] as number);

function firstTime(bases: readonly number[], offsets: readonly number[], from: number): number | undefined {
  for (const base of bases) {
    if (base + DAY_MS <= from) continue;
    const offset = offsets.find((candidate) => base + candidate >= from);
    if (offset !== undefined) return base + offset;
  }
  return undefined;
}

/** COUNT names the last time; it is found when it is first needed. */
function counted(next: WallPattern['next'], count: number | undefined): WallPattern['next'] {
  if (count === undefined) return next;
  let last: number | undefined;
  const lastTime = (): number => {
    let time = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const following = next(time + 1, END_OF_TIME);
      if (following === undefined) break;
      time = following;
    }
    return time;
  };
  return (from, until) => {
    last ??= lastTime();
    return next(from, Math.min(until, last + 1));
  };
}
