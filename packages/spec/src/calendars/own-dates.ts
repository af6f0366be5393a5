/** The dates people write themselves: days and ranges with both ends, by day number, with their reasons. */
import { type CalendarDates, dayNumberOf } from '@carillon/core';

/** First and last day of an entry. @throws RangeError for a date that does not exist */
export function spanOf(entry: CalendarDates): readonly [first: number, last: number] {
  if (typeof entry === 'string') return [dayNumberOf(entry), dayNumberOf(entry)];
  if ('date' in entry) return [dayNumberOf(entry.date), dayNumberOf(entry.date)];
  return [dayNumberOf(entry.from), dayNumberOf(entry.to)];
}

/** An empty reason where none is written. */
export function ownDates(entries: readonly CalendarDates[] = []): ReadonlyMap<number, string> {
  const days = new Map<number, string>();
  for (const entry of entries) {
    const [first, last] = spanOf(entry);
    const reason = (typeof entry === 'string' ? undefined : entry.reason) ?? '';
    for (let day = first; day <= last; day += 1) days.set(day, days.get(day) || reason);
  }
  return days;
}
