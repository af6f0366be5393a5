/** Which calendars a workflow asks: those of its schedules, and those that its expressions name. */
import type { Json, WorkflowDocument } from '../definition/document.ts';
import { schedulesOf } from '../definition/document-zone.ts';
import { calendarNames } from '../schedule/schedule.ts';
import { compileExpression } from './compiled-expression.ts';
import { ExpressionError } from './expression-error.ts';
import { secretNameOf, splitTemplate, isTemplate } from './template.ts';

export interface CalendarUse {
  readonly path: readonly (string | number)[];
  readonly name: string;
}

export function documentCalendars(document: WorkflowDocument): readonly string[] {
  const names = schedulesOf(document).flatMap(([, schedule]) => calendarNames(schedule));
  return [...new Set([...names, ...[...expressionCalendars(document)].map(({ name }) => name)])];
}

/** Calendars that expressions of a workflow ask, with the place of each text that does. */
export const expressionCalendars = (document: WorkflowDocument): Generator<CalendarUse> =>
  usesIn(document as unknown as Json, []);

function* usesIn(value: Json, path: CalendarUse['path']): Generator<CalendarUse> {
  if (typeof value === 'string') {
    if (!value.includes('Workday')) return;
    for (const source of sourcesIn(value, path.at(-1))) for (const name of calendarsOf(source)) yield { path, name };
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* usesIn(item, [...path, i]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      yield* usesIn(item, [...path, name]);
      if (name === 'window') yield* ofWindow(item, [...path, name]);
    }
  }
}

/** The hours that a task waits for. */
function* ofWindow(window: Json, path: CalendarUse['path']): Generator<CalendarUse> {
  const calendar = typeof window === 'object' && window !== null && 'calendar' in window ? window.calendar : undefined;
  if (typeof calendar === 'string') yield { path: [...path, 'calendar'], name: calendar };
}

/** `when` and `if` are expressions without braces. */
function sourcesIn(text: string, key: string | number | undefined): readonly string[] {
  if (!isTemplate(text)) return key === 'when' || key === 'if' ? [text] : [];
  return splitTemplate(text).flatMap((part) =>
    typeof part === 'string' || secretNameOf(part.expression) !== undefined ? [] : [part.expression],
  );
}

/** Text that only looks like an expression, such as a line of a script, names none. */
function calendarsOf(source: string): readonly string[] {
  try {
    return compileExpression(source).calendars;
  } catch (error) {
    if (error instanceof ExpressionError) return [];
    throw error;
  }
}
