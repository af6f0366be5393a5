/** Hours of the last week as bars: each with what happened in it, most of them with nothing. */
import type { AlertDetail } from '@carillon/protocol';

const HOUR_MS = 3_600_000;
export const HOURS = 7 * 24;

export interface HourBar {
  readonly at: Date;
  readonly failures: number;
  readonly notified: number;
  readonly muted: number;
}

/** Oldest first; the last is the hour that runs. */
export function hourBars(hours: AlertDetail['hours'], now: number): readonly HourBar[] {
  const known = new Map(hours.map((hour) => [Date.parse(hour.hour), hour]));
  const last = Math.floor(now / HOUR_MS) * HOUR_MS;
  return Array.from({ length: HOURS }, (_, i) => {
    const at = last - (HOURS - 1 - i) * HOUR_MS;
    const { failures = 0, notified = 0, muted = 0 } = known.get(at) ?? {};
    return { at: new Date(at), failures, notified, muted };
  });
}
