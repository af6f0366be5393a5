/** From a logical date to the logical times of that date (VOCABULARY §3). */
import { Temporal } from 'temporal-polyfill';
import type { ScheduleDocument } from '../definition/document.ts';
import { logicalDateOf } from '../params/run-context.ts';
import { nextFire, zoneNameOf } from './firing-times.ts';

/** The first instant of a local date; not always midnight, where clocks change then. */
export function startOfDate(date: string, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds);
}

/**
 * The firings of a schedule whose run has this logical date: those that fire on it, or, for a schedule that
 * covers the interval before (the default), those that follow one that does. No more than `most` of them.
 */
export function firingsOfDate(definition: ScheduleDocument, date: string, most: number): readonly Date[] {
  const zone = zoneNameOf(definition);
  const covers = definition.covers ?? 'previous';
  const found: Date[] = [];
  let firing = nextFire(definition, startOfDate(date, zone).getTime() - 1);
  while (firing && found.length < most && logicalDateOf(new Date(firing.at), zone) === date) {
    const following = covers === 'same' ? firing : nextFire(definition, firing.at);
    if (following) found.push(new Date(following.at));
    firing = nextFire(definition, firing.at);
  }
  return found;
}
