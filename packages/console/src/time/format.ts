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
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }).format(
    Math.trunc(distance / size),
    unit,
  );
}
