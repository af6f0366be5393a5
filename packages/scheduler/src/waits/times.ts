/** When a wait for time alone is over. */
import {
  type CalendarTables,
  ExpressionError,
  type JsonObject,
  nextInWindow,
  parseDuration,
  said,
} from '@carillon/core';
import { textField } from './look.ts';

interface WindowFields {
  readonly from: string;
  readonly to: string;
  readonly timezone?: string;
  readonly calendar?: string;
}

/** @throws ExpressionError for what is no duration, instant or calendar */
export function endOfWait(fields: JsonObject, now: number, zone: string, calendars: CalendarTables): number {
  const window = fields['window'] as unknown as WindowFields | undefined;
  if (window) {
    const calendar = window.calendar === undefined ? undefined : calendars.get(window.calendar);
    if (window.calendar !== undefined && !calendar)
      throw new ExpressionError('EXPRESSION_FAILED', said`there is no calendar "${window.calendar}" here`);
    return nextInWindow({ ...window, timezone: window.timezone ?? zone, calendar }, now);
  }
  const duration = textField(fields, 'for');
  const until =
    duration === undefined
      ? Date.parse(textField(fields, 'until') ?? '')
      : now + (parseDuration(duration) ?? Number.NaN);
  if (Number.isNaN(until))
    throw new ExpressionError('EXPRESSION_FAILED', said`with.for is no duration, or with.until no instant`);
  return until;
}
