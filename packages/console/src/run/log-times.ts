/** When lines were written, as the clock on the wall of a zone showed it. */
import { wallClock } from '../time/wall-clock.ts';
import type { LogLine } from './log-lines.ts';

const MINUTE_MS = 60_000;

export interface LogSpan {
  readonly from: Date;
  readonly to: Date;
  /** `2026-11-21` of the first line. */
  readonly date: string;
  /** A time alone would not say of which day. */
  readonly isOfSeveralDays: boolean;
}

export function spanOf(lines: readonly LogLine[], zone: string): LogSpan | undefined {
  const from = lines.find(({ at }) => at)?.at;
  const to = lines.findLast(({ at }) => at)?.at;
  if (!from || !to) return undefined;
  const { date } = wallClock(from.getTime(), zone);
  return { from, to, date, isOfSeveralDays: date !== wallClock(to.getTime(), zone).date };
}

interface TimePlace {
  /** Of the first line from then on; of the last one where none is so late. */
  readonly index: number;
  /** All lines are later, or all earlier, by the minute. */
  readonly isOutside: boolean;
}

/**
 * Where the clock comes to a time: what it shows is compared, so that an hour that a day has twice, or has not, needs no care.
 * @param time `2026-11-21T05:00` or with seconds
 */
export function placeOfTime(lines: readonly LogLine[], time: string, zone: string): TimePlace {
  const wanted = Date.parse(`${time}Z`);
  const shownAt = clockOf(zone);
  let first: number | undefined;
  let last: number | undefined;
  for (const [index, { at }] of lines.entries()) {
    if (!at) continue;
    const shown = shownAt(at.getTime());
    first ??= shown;
    if (shown >= wanted && last !== undefined && last < wanted) return { index, isOutside: false };
    last = shown;
  }
  if (first === undefined || last === undefined) return { index: 0, isOutside: true };
  const isBefore = wanted <= first;
  return {
    index: isBefore ? 0 : lines.length - 1,
    isOutside: minuteOf(isBefore ? first : last) !== minuteOf(wanted),
  };
}

const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS);

/** What the clock shows, as if it were of UTC; asked once for all lines of a minute. */
function clockOf(zone: string): (at: number) => number {
  let known: number | undefined;
  let offset = 0;
  return (at) => {
    const minute = minuteOf(at);
    if (minute !== known) {
      const { date, hour, minute: past } = wallClock(at, zone);
      offset = Date.parse(`${date}T00:00Z`) + (hour * 60 + past) * MINUTE_MS - minute * MINUTE_MS;
      known = minute;
    }
    return at + offset;
  };
}
