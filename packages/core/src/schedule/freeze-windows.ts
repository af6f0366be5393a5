/**
 * Freeze windows on the wall clock of a zone. A local time that occurs twice is the first for the start of
 * a window and the last for its end; one that the clock skips is the moment it does.
 */
import { said, SaidRangeError } from '../said.ts';
import { Temporal } from 'temporal-polyfill';
import type { FreezeWindow } from '../definition/calendar-document.ts';
import type { FreezeSpan } from './calendar-table.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** In order of time; windows that overlap or touch are one, with both reasons. @throws RangeError */
export function freezeSpans(windows: readonly FreezeWindow[], zone: string): readonly FreezeSpan[] {
  const spans: FreezeSpan[] = [];
  for (const span of windows.map((window) => freezeSpan(window, zone)).toSorted((a, b) => a.from - b.from)) {
    const last = spans.at(-1);
    if (last && span.from <= last.to) spans[spans.length - 1] = joined(last, span);
    else spans.push(span);
  }
  return spans;
}

/** @throws RangeError for a text that is no time that exists, and for a window that ends before it begins */
export function freezeSpan({ from, to, reason }: FreezeWindow, zone: string): FreezeSpan {
  const span = { from: edgeOf(from, zone, 'from'), to: edgeOf(to, zone, 'to') };
  if (span.from >= span.to) throw new SaidRangeError(said`the window from ${from} to ${to} is empty`);
  return { ...span, ...(reason !== undefined && { reason }) };
}

function joined(one: FreezeSpan, other: FreezeSpan): FreezeSpan {
  const reasons = [...new Set([one.reason, other.reason].filter((reason) => reason !== undefined))];
  const span = { from: one.from, to: Math.max(one.to, other.to) };
  return reasons.length === 0 ? span : { ...span, reason: reasons.join('; ') };
}

function edgeOf(text: string, timeZone: string, edge: 'from' | 'to'): number {
  try {
    if (INSTANT.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    if (LOCAL.test(text)) return localEdge(Temporal.PlainDateTime.from(text, { overflow: 'reject' }), timeZone, edge);
    if (DATE.test(text)) {
      const date = Temporal.PlainDate.from(text, { overflow: 'reject' });
      return (edge === 'to' ? date.add({ days: 1 }) : date).toZonedDateTime({ timeZone }).epochMilliseconds;
    }
  } catch (error) {
    throw new SaidRangeError(said`"${text}" does not exist`, { cause: error });
  }
  throw new SaidRangeError(said`"${text.slice(0, 64)}" is no date, local time or instant`);
}

function localEdge(local: Temporal.PlainDateTime, timeZone: string, edge: 'from' | 'to'): number {
  const first = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const last = local.toZonedDateTime(timeZone, { disambiguation: 'later' });
  const isSkipped = !first.toPlainDateTime().equals(local);
  // In a gap `earlier` lies before the change of the clock, so that the next change is the one that skips it.
  const moment = isSkipped ? (first.getTimeZoneTransition('next') ?? last) : edge === 'from' ? first : last;
  return moment.epochMilliseconds;
}
