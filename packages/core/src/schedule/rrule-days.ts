/** Which days a rule has in one of its periods. Days are counted from 1 January 1970. */
import type { RuleDay, RuleFields } from './rrule-fields.ts';

const DAY_MS = 86_400_000;
const ALL_MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/** 0 is Sunday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

interface DaySpan {
  readonly first: number;
  readonly last: number;
}
const monthSpan = (year: number, month: number): DaySpan => ({
  first: Date.UTC(year, month - 1, 1) / DAY_MS,
  last: Date.UTC(year, month, 0) / DAY_MS,
});

/** In order, each once. */
export function daysOfYear(rule: RuleFields, year: number): readonly number[] {
  const months = rule.months.length > 0 ? rule.months : ALL_MONTHS;
  const spans = months.map((month) => monthSpan(year, month));
  const wholeYear = { first: Date.UTC(year, 0, 1) / DAY_MS, last: Date.UTC(year, 11, 31) / DAY_MS };
  return both(
    rule.monthDays.length > 0 ? spans.flatMap((span) => monthDaysIn(span, rule.monthDays)) : undefined,
    rule.days.length > 0
      ? (rule.months.length > 0 ? spans : [wholeYear]).flatMap((span) => weekdaysIn(span, rule.days))
      : undefined,
  );
}

/** @param month 1 to 12 */
export function daysOfMonth(rule: RuleFields, year: number, month: number): readonly number[] {
  if (rule.months.length > 0 && !rule.months.includes(month)) return [];
  const span = monthSpan(year, month);
  return both(
    rule.monthDays.length > 0 ? monthDaysIn(span, rule.monthDays) : undefined,
    rule.days.length > 0 ? weekdaysIn(span, rule.days) : undefined,
  );
}

/** @param first the first day of the week */
export function daysOfWeek(rule: RuleFields, first: number): readonly number[] {
  return weekdaysIn({ first, last: first + 6 }, rule.days).filter(
    (day) => rule.months.length === 0 || rule.months.includes(new Date(day * DAY_MS).getUTCMonth() + 1),
  );
}

/** Where a period is a day or shorter, the parts that name days leave days out. */
export function allowsDay(rule: RuleFields, day: number): boolean {
  const date = new Date(day * DAY_MS);
  if (rule.months.length > 0 && !rule.months.includes(date.getUTCMonth() + 1)) return false;
  if (rule.days.length > 0 && !rule.days.some(({ weekday }) => weekday === weekdayOf(day))) return false;
  if (rule.monthDays.length === 0) return true;
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return rule.monthDays.some((wanted) => date.getUTCDate() === (wanted > 0 ? wanted : last + 1 + wanted));
}

function monthDaysIn({ first, last }: DaySpan, wanted: readonly number[]): readonly number[] {
  return wanted.map((n) => (n > 0 ? first + n - 1 : last + 1 + n)).filter((day) => day >= first && day <= last);
}

function weekdaysIn({ first, last }: DaySpan, wanted: readonly RuleDay[]): readonly number[] {
  return inOrder(
    wanted.flatMap(({ weekday, nth }) => {
      const earliest = first + ((weekday - weekdayOf(first) + 7) % 7);
      const all: number[] = [];
      for (let day = earliest; day <= last; day += 7) all.push(day);
      const one = nth === 0 ? undefined : all.at(nth > 0 ? nth - 1 : nth);
      return nth === 0 ? all : one === undefined ? [] : [one];
    }),
  );
}

function both(some: readonly number[] | undefined, others: readonly number[] | undefined): readonly number[] {
  if (!some || !others) return inOrder(some ?? others ?? []);
  const kept = new Set(others);
  return inOrder(some.filter((day) => kept.has(day)));
}

const inOrder = (days: readonly number[]): readonly number[] => [...new Set(days)].sort((a, b) => a - b);
