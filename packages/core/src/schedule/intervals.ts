/** What a firing covers (VOCABULARY §3): the interval from the firing before, and the date a run is for. */
import type { ScheduleDocument } from '../definition/document.ts';
import { logicalDateOf } from '../params/run-context.ts';
import { HORIZON_MS } from './cron.ts';
import { nextFire, zoneNameOf } from './firing-times.ts';

export interface Interval {
  /** Undefined for the first firing there ever was. */
  readonly start: number | undefined;
  readonly end: number;
}

/** The last firing before an instant. */
export function previousFire(definition: ScheduleDocument, before: number): number | undefined {
  for (let reach = 60_000; ; reach *= 8) {
    const span = Math.min(reach, HORIZON_MS);
    const first = nextFire(definition, before - span - 1);
    if (first && first.at < before) return lastBetween(definition, first.at, before);
    if (span === HORIZON_MS) return undefined;
  }
}

/** `found` fires and something may after it; each step halves what is left or reaches the end. */
function lastBetween(definition: ScheduleDocument, found: number, before: number): number {
  let last = found;
  let end = before;
  for (;;) {
    const next = nextFire(definition, last);
    if (!next || next.at >= end) return last;
    last = next.at;
    const middle = nextFire(definition, last + Math.floor((end - last) / 2));
    if (middle && middle.at < end) last = middle.at;
    else end = last + Math.floor((end - last) / 2) + 1;
  }
}

/** @param logicalTime a firing of the schedule */
export function intervalOf(definition: ScheduleDocument, logicalTime: number): Interval {
  return { start: previousFire(definition, logicalTime), end: logicalTime };
}

/** The local date that a firing's run is for: of its interval's start, or its own where the schedule covers `same`. */
export function logicalDate(definition: ScheduleDocument, logicalTime: number): string {
  const start = definition.covers === 'same' ? undefined : previousFire(definition, logicalTime);
  return logicalDateOf(new Date(start ?? logicalTime), zoneNameOf(definition));
}
