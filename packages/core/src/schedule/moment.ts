import { parseTimeText } from './time-text.ts';
import { instantOfLocal } from './wall-clock.ts';

/**
 * An instant, or a local date-time or date of the zone, its first where the clock repeats it, as milliseconds.
 * Undefined: it is none of them, or does not exist there.
 */
export function momentIn(text: string, timeZone: string): number | undefined {
  const time = parseTimeText(text);
  return time?.kind === 'instant' ? time.at : time && instantOfLocal(time.local, timeZone, { overlap: 'first' });
}
