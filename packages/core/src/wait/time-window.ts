/** Hours of the day, in a zone, on days of a calendar: when a wait for them is over. */
import { Temporal } from 'temporal-polyfill';
import { ExpressionError } from '../params/expression-error.ts';
import { said } from '../said.ts';
import { type CalendarTable, dayIn } from '../schedule/calendar-table.ts';

export interface TimeWindow {
  /** `22:00`, included. */
  readonly from: string;
  /** `06:00`, excluded. At or before `from`: on the next day. */
  readonly to: string;
  readonly timezone: string;
  /** Days on which it may begin; undefined: all. */
  readonly calendar?: CalendarTable | undefined;
}

/** Farther ahead no calendar has its days published. */
const MAX_DAYS = 400;

/**
 * The instant itself when it lies in the window, else the start of the next one.
 * @throws ExpressionError where the calendar does not know the days or has none
 */
export function nextInWindow({ from, to, timezone, calendar }: TimeWindow, now: number): number {
  const [start, end] = [Temporal.PlainTime.from(from), Temporal.PlainTime.from(to)];
  const isOverNight = Temporal.PlainTime.compare(end, start) <= 0;
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(now)).toZonedDateTimeISO(timezone).toPlainDate();
  const at = (day: Temporal.PlainDate, time: Temporal.PlainTime): number =>
    day.toZonedDateTime({ timeZone: timezone, plainTime: time }).epochMilliseconds;
  // The window that began yesterday may still be open.
  for (let ahead = isOverNight ? -1 : 0; ahead <= MAX_DAYS; ahead += 1) {
    const day = today.add({ days: ahead });
    const closes = at(isOverNight ? day.add({ days: 1 }) : day, end);
    if (closes <= now || !isOpen(calendar, day.toString())) continue;
    return Math.max(now, at(day, start));
  }
  throw new ExpressionError('EXPRESSION_FAILED', said`the window from ${from} to ${to} never opens`);
}

function isOpen(calendar: CalendarTable | undefined, date: string): boolean {
  if (!calendar) return true;
  const open = dayIn(calendar, date);
  if (open !== undefined) return open;
  throw new ExpressionError('EXPRESSION_FAILED', said`the calendar ${calendar.name} has no published data for ${date}`);
}
