/** Which calendars a workflow asks: those of its schedules, and those that its expressions name. */
import type { Json, WorkflowDocument } from '../definition/document.ts';
import { schedulesOf } from '../definition/document-zone.ts';
import { calendarNames } from '../schedule/schedule.ts';
import { compileExpression } from './compiled-expression.ts';
import { ExpressionError } from './expression-error.ts';
import { secretNameOf, splitTemplate, isTemplate } from './template.ts';

export function documentCalendars(document: WorkflowDocument): readonly string[] {
  const names = schedulesOf(document).flatMap(([, schedule]) => calendarNames(schedule));
  return [...new Set([...names, ...namesIn(document as unknown as Json)])];
}

function* namesIn(value: Json, key = ''): Generator<string> {
  if (typeof value === 'string') {
    if (value.includes('Workday')) for (const source of sourcesIn(value, key)) yield* calendarsOf(source);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) yield* namesIn(item as Json, name);
  }
}

/** `when` and `if` are expressions without braces. */
function sourcesIn(text: string, key: string): readonly string[] {
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
