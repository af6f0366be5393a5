/** What the expressions and dates of a new run need of calendars; most workflows name none. */
import {
  type CalendarTables,
  documentCalendars,
  type LiveVersion,
  NO_CALENDARS,
  type WorkflowDocument,
} from '@carillon/core';
import type { ApiContext } from './context.ts';

/** Live versions are kept between requests, and the start of a run is on the measured path. */
const names = new WeakMap<WorkflowDocument, readonly string[]>();

export async function calendarsOfRuns(
  { calendars }: Pick<ApiContext, 'calendars'>,
  { scope, document }: LiveVersion,
): Promise<CalendarTables> {
  const known = names.get(document) ?? documentCalendars(document);
  names.set(document, known);
  return known.length === 0 ? NO_CALENDARS : calendars.tables(scope, known);
}
