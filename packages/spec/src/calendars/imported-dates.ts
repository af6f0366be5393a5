/** Dates from files of other programs, and the calendar document they become. */
import type { CalendarDates, CalendarDocument } from '@carillon/core';

export interface ImportedDates {
  readonly dates: readonly CalendarDates[];
  readonly problems: readonly ImportProblem[];
}

export interface ImportProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
  readonly hint?: string;
}

/** `include`: the dates are all there are. `exclude`: they are taken out of the days. */
export type ImportMode = 'include' | 'exclude';

export function importedCalendar(
  dates: readonly CalendarDates[],
  { name, project, mode }: { readonly name: string; readonly project: string; readonly mode: ImportMode },
): CalendarDocument {
  return { kind: 'Calendar', name, project, [mode]: dates };
}

/** A single date stands alone where nothing is to be said of it. */
export function datesOf(from: string, to: string, reason: string): CalendarDates {
  const text = reason.trim().slice(0, MAX_REASON);
  if (from === to) return text === '' ? from : { date: from, reason: text };
  return { from, to, ...(text !== '' && { reason: text }) };
}

const MAX_REASON = 200;
