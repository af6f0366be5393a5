/** Amounts as findings say them: as exact as somebody needs who has to act. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds rounded so that they are written with one unit. */
export function roughMs(ms: number): number {
  const unit = ms >= 2 * DAY ? DAY : ms >= 2 * HOUR ? HOUR : ms >= 2 * MINUTE ? MINUTE : ms >= SECOND ? SECOND : 1;
  return Math.round(ms / unit) * unit;
}

/** Since then, rounded. */
export const ago = (at: Date, now: Date): number => roughMs(Math.max(0, now.getTime() - at.getTime()));

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
export function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 2 ** (10 * power);
  return `${amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount)} ${UNITS[power]}`;
}
