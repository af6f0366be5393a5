/** From when to when a schedule fires, and how often. */
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import type { Timeline } from './firing-time.ts';
import { BEGIN_OF_TIME } from './horizon.ts';
import { said } from '../said.ts';
import { ScheduleError } from './schedule-error.ts';
import { parseTimeText } from './time-text.ts';
import { instantOfLocal } from './wall-clock.ts';

const DAY_MS = 86_400_000;
/** Logical times that are counted one by one to find the last. */
export const MAX_LIMIT = 10_000;

export interface Bounds {
  /** Both included. */
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/** @throws ScheduleError */
export function boundsOf({ start, end }: ScheduleDocument, zone: string): Bounds {
  const bounds = {
    start: start === undefined ? undefined : boundOf('start', start, zone),
    end: end === undefined ? undefined : boundOf('end', end, zone),
  };
  if (bounds.start !== undefined && bounds.end !== undefined && bounds.end < bounds.start)
    throw new ScheduleError('end', said`the end ${end} is before the start ${start}`);
  return bounds;
}

function boundOf(field: 'start' | 'end', text: string, zone: string): number {
  const time = parseTimeText(text);
  if (!time)
    throw new ScheduleError(field, said`"${text}" is no moment`, {
      hint: said`Write a date (2026-05-09), a local date-time (2026-05-09T08:00) or an instant (2026-05-09T08:00:00Z).`,
    });
  if (time.kind === 'instant') return time.at;
  const wholeDay = field === 'end' && time.kind === 'date';
  const found = instantOfLocal(wholeDay ? time.local + DAY_MS : time.local, zone, {
    overlap: field === 'end' && !wholeDay ? 'last' : 'first',
  });
  if (found === undefined) throw new ScheduleError(field, said`${text} does not exist in ${zone}`);
  return wholeDay ? found - 1 : found;
}

export function bounded(timeline: Timeline, { start, end }: Bounds): Timeline {
  if (start === undefined && end === undefined) return timeline;
  return {
    next(after) {
      const found = timeline.next(start === undefined ? after : Math.max(after, start - 1));
      return found && (end === undefined || found.at <= end) ? found : undefined;
    },
  };
}

/** The first so many times of a timeline that has a first. They are counted when the end is first asked for. */
export function limited(timeline: Timeline, limit: number): Timeline {
  let last: number | undefined;
  const lastAt = (): number => {
    let at = BEGIN_OF_TIME - 1;
    for (let i = 0; i < limit; i++) {
      const following = timeline.next(at);
      if (!following) return Number.POSITIVE_INFINITY;
      at = following.at;
    }
    return at;
  };
  return {
    next(after) {
      const found = timeline.next(after);
      last ??= lastAt();
      return found && found.at <= last ? found : undefined;
    },
  };
}
