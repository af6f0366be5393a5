/** Times and durations as people read them. */

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** `0.4s`, `12s`, `3m04s`, `1h50m`, `2d03h`: the two largest units, no false precision. */
export function durationText(ms: number): string {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1_000).toFixed(1)}s`;
  const rounded = Math.round(ms / 1_000) * 1_000;
  const at = UNITS.findIndex(([, size]) => rounded >= size);
  const [unit, size] = UNITS[at] ?? UNITS[3];
  const next = UNITS[at + 1];
  const whole = `${Math.floor(rounded / size)}${unit}`;
  if (next === undefined) return whole;
  return `${whole}${String(Math.floor((rounded % size) / next[1])).padStart(2, '0')}${next[0]}`;
}

/** How far away it is, in the largest unit that it fills: one is enough for a list. */
export function relativeParts(instant: string, nowMs: number) {
  const ms = nowMs - Date.parse(instant);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(ms) >= size) ?? UNITS[3];
  return { amount: Math.floor(Math.abs(ms) / size), unit, isPast: ms >= 0 };
}

/** `12s ago`, `in 3h`. */
export function relativeText(instant: string, nowMs: number): string {
  const { amount, unit, isPast } = relativeParts(instant, nowMs);
  return isPast ? `${amount}${unit} ago` : `in ${amount}${unit}`;
}

/** `2026-11-21 00:10:00 +08:00`: an instant in a zone, with its offset beside it. */
export function zonedText(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')} ${offset}`;
}

export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // Intl has no other way to ask
  }
};

/** How long something took, or has taken so far; nothing when it has not begun. */
export function elapsedMs(
  of: { readonly startedAt?: string; readonly endedAt?: string },
  nowMs: number,
): number | undefined {
  if (of.startedAt === undefined) return undefined;
  return Math.max(0, (of.endedAt === undefined ? nowMs : Date.parse(of.endedAt)) - Date.parse(of.startedAt));
}
