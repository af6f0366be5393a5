import type { CalendarDay } from '@carillon/protocol';
import { addDays } from '../time/calendar-dates.ts';

export type OpenState = 'open' | 'closed' | 'unknown';

/** A year without published data is said, never guessed. */
export const openState = ({ open }: CalendarDay): OpenState =>
  typeof open === 'boolean' ? (open ? 'open' : 'closed') : 'unknown';

export function countDays(days: readonly CalendarDay[]): Readonly<Record<OpenState, number>> {
  const counts = { open: 0, closed: 0, unknown: 0 };
  for (const day of days) counts[openState(day)] += 1;
  return counts;
}

export interface MarkedSpan {
  readonly from: string;
  readonly to: string;
  readonly mark: string;
  readonly state: OpenState;
}

/** Neighbouring days with the same name as one span. */
export function markedSpans(days: readonly CalendarDay[]): readonly MarkedSpan[] {
  const spans: MarkedSpan[] = [];
  for (const day of days) {
    if (day.mark === undefined) continue;
    const { date, mark } = day;
    const state = openState(day);
    const last = spans.at(-1);
    const continues = last?.mark === mark && last.state === state && addDays(last.to, 1) === date;
    if (last && continues) spans[spans.length - 1] = { ...last, to: date };
    else spans.push({ from: date, to: date, mark, state });
  }
  return spans;
}
