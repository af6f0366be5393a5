import { parseDuration } from '../definition/units.ts';
import type { FiringTime } from './firing-time.ts';
import type { Schedule } from './schedule.ts';

/** The firing of a logical time; undefined where the schedule has none then. */
export function firingAt(schedule: Schedule, at: number): FiringTime | undefined {
  const delayMs = parseDuration(schedule.definition.delay ?? '');
  const firing = schedule.next(delayMs === undefined ? at - 1 : at - delayMs);
  return firing?.at === at ? firing : undefined;
}
