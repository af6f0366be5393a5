/** The logical date of a run, whatever started it (VOCABULARY §3). */
import { documentZone, schedulesOf, type ZoneSource } from '../definition/document-zone.ts';
import type { ScheduleDocument } from '../definition/document.ts';
import { logicalDateOf } from '../params/run-context.ts';
import { nextFire } from './firing-times.ts';
import { logicalDate } from './intervals.ts';

const CACHED = 5_000;
/** A list asks for the same few firings again and again, and going back from one costs a search. */
const cache = new Map<string, string>();

export interface RunMoment {
  readonly logicalTime: Date | undefined;
  readonly createdAt: Date;
}

/**
 * A run at a firing of one of its workflow's schedules covers what that schedule says; a run at another
 * logical time the local date of it; a run without one the date it was made, in the workflow's zone.
 */
export function runLogicalDate(document: ZoneSource, { logicalTime, createdAt }: RunMoment): string {
  const zone = documentZone(document);
  if (logicalTime === undefined) return logicalDateOf(createdAt, zone);
  for (const [, schedule] of schedulesOf(document)) {
    const date = dateOfFiring(schedule, logicalTime.getTime());
    if (date !== '') return date;
  }
  return logicalDateOf(logicalTime, zone);
}

/** Empty where the schedule does not fire then. */
function dateOfFiring(schedule: ScheduleDocument, at: number): string {
  const key = `${at} ${schedule.cron} ${schedule.timezone ?? ''} ${schedule.covers ?? ''} ${JSON.stringify(schedule.dst ?? '')}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const date = nextFire(schedule, at - 1)?.at === at ? logicalDate(schedule, at) : '';
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value as string);
  cache.set(key, date);
  return date;
}
