/** From a logical date to the logical times of that date (VOCABULARY §3). */
import { Temporal } from 'temporal-polyfill';
import { logicalDateOf } from '../params/run-context.ts';
import { type Schedule, zoneNameOf } from './schedule.ts';

/** The first instant of a local date; not always midnight, where clocks change then. */
export function startOfDate(date: string, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds);
}

/**
 * The firings of a schedule whose run has this logical date: those that fire on it, or, for a schedule that
 * covers the interval before (the default), those that follow one that does. No more than `most` of them.
 */
export function firingsOfDate(schedule: Schedule, date: string, most: number): readonly Date[] {
  const zone = zoneNameOf(schedule.definition);
  const covers = schedule.definition.covers ?? 'previous';
  const found: Date[] = [];
  for (const { at } of schedule.firings(startOfDate(date, zone).getTime() - 1)) {
    if (found.length >= most || logicalDateOf(new Date(at), zone) !== date) break;
    const covering = covers === 'same' ? at : schedule.next(at)?.at;
    if (covering !== undefined) found.push(new Date(covering));
  }
  return found;
}
