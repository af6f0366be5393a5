/** Dates of the calendar as labels (`2026-11-20`), which have no zone and are never converted. */

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d\d-\d\d$/;

const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** True for a date that exists: 30 February does not. */
export function isCalendarDate(text: string): boolean {
  return DATE.test(text) && !Number.isNaN(dayNumber(text)) && dateOf(dayNumber(text)) === text;
}

export const addDays = (date: string, days: number): string => dateOf(dayNumber(date) + days);

/** How many days `to` lies after `from`. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

/** 0 is Monday. */
export const weekdayOf = (date: string): number => (((dayNumber(date) + 3) % 7) + 7) % 7;

/** Both ends included. */
export function datesOf(from: string, to: string): readonly string[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, days) => addDays(from, days));
}

export const yearOf = (date: string): number => Number(date.slice(0, 4));

/** The dates of a month, 1 to 12. */
export function datesOfMonth(year: number, month: number): readonly string[] {
  const first = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return datesOf(first, addDays(first, days - 1));
}

/** The same day of the month so many months later, or the last one of a shorter month. */
export function addMonths(date: string, months: number): string {
  const place = yearOf(date) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const all = datesOfMonth(Math.floor(place / 12), (place % 12) + 1);
  return all[Math.min(Number(date.slice(8)), all.length) - 1] ?? date;
}

/** A month as weeks from Monday to Sunday; undefined where the month has no day. */
export function weeksOfMonth(year: number, month: number): readonly (readonly (string | undefined)[])[] {
  const dates = datesOfMonth(year, month);
  const lead = weekdayOf(dates[0] ?? '');
  const weeks = Math.ceil((lead + dates.length) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_each, day) => dates[week * 7 + day - lead]),
  );
}
