/** Instants as text. Every absolute one carries its zone; a logical date is a label and never converted. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${timeZone}|${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    formats.set(key, made);
  }
  return made;
}

const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: 'numeric' };
const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };

/** `+08:00` of a zone at an instant. */
export function offsetText(at: Date, zone: string): string {
  const part = format('en', zone, { timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName');
  return part?.value.replace('GMT', '') || '+00:00';
}

export function absoluteText(at: Date, zone: string, locale: string): string {
  const text = format(locale, zone, { ...DAY, ...CLOCK }).format(at);
  return zone === 'UTC' ? `${text} UTC` : `${text} ${zone} (${offsetText(at, zone)})`;
}

export function clockText(at: Date, zone: string, locale: string, millis = false): string {
  return format(locale, zone, millis ? { ...CLOCK, fractionalSecondDigits: 3 } : CLOCK).format(at);
}

/** Day and time without seconds, for titles: `21 Nov, 00:10`. */
export function shortText(at: Date, zone: string, locale: string): string {
  return format(locale, zone, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

/** A logical date, which has no zone: `20 Nov`. */
export function dateLabel(date: string, locale: string): string {
  return format(locale, 'UTC', { month: 'short', day: 'numeric', year: 'numeric' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

export function relativeText(at: Date, now: number, locale: string): string {
  const distance = at.getTime() - now;
  const [unit, size] = STEPS.find(([, ms]) => Math.abs(distance) >= ms) ?? (['second', 1_000] as const);
  // "Tomorrow" is a date of a zone; a distance of 39 hours may well reach the day after it.
  return new Intl.RelativeTimeFormat(locale, { numeric: unit === 'day' ? 'always' : 'auto', style: 'short' }).format(
    Math.trunc(distance / size),
    unit,
  );
}

/** Name of the month that a date lies in. */
export function monthName(date: string, locale: string): string {
  return format(locale, 'UTC', { month: 'long' }).format(new Date(`${date}T00:00:00Z`));
}

/** Any Monday: 5 January 1970 was the first. */
const MONDAY_MS = 4 * 86_400_000;

/** From Monday to Sunday. */
export function weekdayNames(locale: string): readonly { readonly short: string; readonly long: string }[] {
  return Array.from({ length: 7 }, (_, day) => {
    const at = MONDAY_MS + day * 86_400_000;
    return {
      short: format(locale, 'UTC', { weekday: locale.startsWith('zh') ? 'narrow' : 'short' }).format(at),
      long: format(locale, 'UTC', { weekday: 'long' }).format(at),
    };
  });
}

/** A day of a week: `Sat, 21 Nov`. */
export function dayText(date: string, locale: string): string {
  return format(locale, 'UTC', { weekday: 'short', month: 'short', day: 'numeric' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

/** Of a year that is known: `20 Nov`. */
export function shortDate(date: string, locale: string): string {
  return format(locale, 'UTC', { month: 'short', day: 'numeric' }).format(new Date(`${date}T00:00:00Z`));
}

/** Weekday, day and time of a firing, as short as it is clear: the year and seconds where they say something. */
export function firingText(at: Date, zone: string, locale: string, thisYear: number): string {
  const isThisYear = at.getUTCFullYear() === thisYear;
  return format(locale, zone, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(!isThisYear && { year: 'numeric' as const }),
    ...(at.getUTCSeconds() !== 0 && { second: '2-digit' as const }),
  }).format(at);
}
