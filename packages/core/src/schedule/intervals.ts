/** What a firing covers (VOCABULARY §3): the interval from the firing before, and the date a run is for. */
import { logicalDateOf } from '../params/run-context.ts';
import { type Schedule, zoneNameOf } from './schedule.ts';

export interface Interval {
  /** Undefined for the first firing there ever was. */
  readonly start: number | undefined;
  readonly end: number;
}

/** @param logicalTime a firing of the schedule */
export function intervalOf(schedule: Schedule, logicalTime: number): Interval {
  return { start: schedule.previous(logicalTime)?.at, end: logicalTime };
}

/** The local date that a firing's run is for: of its interval's start, or its own where the schedule covers `same`. */
export function logicalDate(schedule: Schedule, logicalTime: number): string {
  const { definition } = schedule;
  const start = definition.covers === 'same' ? undefined : schedule.previous(logicalTime)?.at;
  return logicalDateOf(new Date(start ?? logicalTime), zoneNameOf(definition));
}
