/** The calendars that a workflow names, in its schedules and in its expressions, with their places. */
import { expressionCalendars, type WorkflowDocument } from '@carillon/core';
import type { DocumentPath } from '../finding.ts';
import type { LoadResult } from '../load.ts';
import { schedulesOf } from './expression-sites.ts';

export interface CalendarReference {
  readonly path: DocumentPath;
  readonly name: string;
}

export function* calendarReferences(document: WorkflowDocument): Generator<CalendarReference> {
  for (const [path, { calendar, freeze }] of schedulesOf(document)) {
    if (typeof calendar === 'string') yield { path: [...path, 'calendar'], name: calendar };
    else if (calendar) yield { path: [...path, 'calendar', 'name'], name: calendar.name };
    if (typeof freeze === 'string') yield { path: [...path, 'freeze'], name: freeze };
    else for (const [i, name] of (freeze ?? []).entries()) yield { path: [...path, 'freeze', i], name };
  }
  yield* expressionCalendars(document);
}

/** Whether anything must be known of calendars to judge the documents. */
export const usesCalendars = ({ calendars, workflows }: Pick<LoadResult, 'calendars' | 'workflows'>): boolean =>
  calendars.length > 0 || workflows.some(({ document }) => calendarReferences(document).next().done === false);
