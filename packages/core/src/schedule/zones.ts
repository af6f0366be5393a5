/**
 * Time zones as pieces of constant offset, from the zone database of the platform's ICU and nowhere else.
 * Pieces are found once per zone and year and kept: an evaluation then costs no Intl call.
 */

export interface ZonePiece {
  readonly start: number;
  /** Exclusive. A piece also ends with its year, then the next one has the same offset. */
  readonly end: number;
  /** Milliseconds to add to UTC for the wall clock. */
  readonly offset: number;
}

export interface Zone {
  pieceAt(instant: number): ZonePiece;
}

const DAY_MS = 86_400_000;
const zones = new Map<string, Zone>();

/** True for IANA names that the platform knows, in any case, and `UTC`. Fixed offsets such as +08:00 are refused. */
export function isTimeZone(name: string): boolean {
  if (zones.has(name)) return true;
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** @throws RangeError for a name that {@link isTimeZone} refuses */
export function zoneOf(name: string): Zone {
  const cached = zones.get(name);
  if (cached) return cached;
  if (!isTimeZone(name)) throw new RangeError(`"${name.slice(0, 64)}" is no time zone`);
  const zone = createZone(offsetsOf(name));
  zones.set(name, zone);
  return zone;
}

function createZone(offsetAt: (instant: number) => number): Zone {
  const years = new Map<number, readonly ZonePiece[]>();
  let last: ZonePiece = { start: 0, end: 0, offset: 0 };
  return {
    pieceAt(instant) {
      if (instant >= last.start && instant < last.end) return last;
      const year = new Date(instant).getUTCFullYear();
      let pieces = years.get(year);
      if (!pieces) {
        pieces = piecesOf(year, offsetAt);
        years.set(year, pieces);
      }
      last = pieces.find((piece) => instant < piece.end) as ZonePiece;
      return last;
    },
  };
}

/** Looks at each day's offset; two changes within one day that cancel each other are not seen. No zone has had any. */
function piecesOf(year: number, offsetAt: (instant: number) => number): readonly ZonePiece[] {
  const end = Date.UTC(year + 1, 0, 1);
  const pieces: ZonePiece[] = [];
  let start = Date.UTC(year, 0, 1);
  let offset = offsetAt(start);
  for (let day = start + DAY_MS; day <= end; day += DAY_MS) {
    const probe = Math.min(day, end - 1000);
    const found = offsetAt(probe);
    if (found === offset) continue;
    const change = changeBetween(probe - DAY_MS, probe, offsetAt);
    pieces.push({ start, end: change, offset });
    [start, offset] = [change, found];
  }
  return [...pieces, { start, end, offset }];
}

/** The first whole second with the later offset. */
function changeBetween(before: number, after: number, offsetAt: (instant: number) => number): number {
  const later = offsetAt(after);
  let [low, high] = [Math.floor(before / 1000), Math.floor(after / 1000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * 1000) === later) high = middle;
    else low = middle;
  }
  return high * 1000;
}

function offsetsOf(name: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const fields: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) fields[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  };
}
