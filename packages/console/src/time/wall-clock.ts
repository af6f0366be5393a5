/** What the clock on the wall of a zone shows at an instant, and the instant of what it shows. */
const formats = new Map<string, Intl.DateTimeFormat>();

export interface WallClock {
  /** `2026-11-20` */
  readonly date: string;
  readonly hour: number;
  readonly minute: number;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

export function wallClock(at: number, zone: string): WallClock {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = value;
  return {
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    hour: Number(parts['hour']),
    minute: Number(parts['minute']),
  };
}

const QUARTER_MS = 15 * 60_000;
/** Offsets lie between -12 and +14 hours of UTC. */
const FURTHEST_MS = 15 * 3_600_000;

/** The first instant of a date in a zone, which is not midnight where clocks change then; to the quarter of an hour. */
export function startOfDay(date: string, zone: string): number {
  let low = (Date.parse(`${date}T00:00:00Z`) - FURTHEST_MS) / QUARTER_MS;
  let high = low + (2 * FURTHEST_MS) / QUARTER_MS;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallClock(middle * QUARTER_MS, zone).date >= date) high = middle;
    else low = middle;
  }
  return high * QUARTER_MS;
}
