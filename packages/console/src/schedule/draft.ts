/** A definition as the fields of a form, and back. */
import { type CalendarRule, type ScheduleDocument, type ScheduleKind, scheduleKind } from '@carillon/core';
import { shellWord } from '../parts/shell-word.ts';

export interface DraftFields {
  readonly expression: string;
  readonly timezone: string;
  readonly calendar: string;
  readonly gap: string;
  readonly overlap: string;
}

export const typeOf = (definition: ScheduleDocument): ScheduleKind => scheduleKind(definition) ?? 'cron';

const calendarName = (calendar: string | CalendarRule | undefined): string =>
  typeof calendar === 'string' ? calendar : (calendar?.name ?? '');

/** Several expressions stand in lines of their own. */
export function draftOf(definition: ScheduleDocument, timezone: string): DraftFields {
  return {
    expression: [definition[typeOf(definition)] ?? ''].flat().join('\n'),
    timezone,
    calendar: calendarName(definition.calendar),
    gap: definition.dst?.gap ?? '',
    overlap: definition.dst?.overlap ?? '',
  };
}

/** What the form does not show stays as it is. */
export function definitionOf(before: ScheduleDocument, fields: DraftFields): ScheduleDocument {
  const { dst: _dst, calendar, ...rest } = before;
  const type = typeOf(before);
  const lines = fields.expression.split('\n').filter((line) => line.trim() !== '');
  const dst = {
    ...(fields.gap !== '' && { gap: fields.gap }),
    ...(fields.overlap !== '' && { overlap: fields.overlap }),
  };
  const name = fields.calendar.trim();
  return {
    ...rest,
    [type]: type === 'rrule' ? fields.expression : lines.length > 1 ? lines : (lines[0] ?? ''),
    timezone: fields.timezone.trim(),
    ...(name !== '' && { calendar: typeof calendar === 'object' ? { ...calendar, name } : name }),
    ...(Object.keys(dst).length > 0 && { dst }),
  } as ScheduleDocument;
}

/** The comparison on the command line. */
export function diffCommand(scheduleId: string, definition: ScheduleDocument): string {
  const type = typeOf(definition);
  const { timezone, syntax, dst } = definition;
  const calendar = calendarName(definition.calendar);
  const flag = (name: string, value: string | undefined) =>
    value === undefined || value === '' ? [] : [`--${name} ${shellWord(value)}`];
  return [
    `npx carillon schedule diff ${scheduleId}`,
    ...[definition[type] ?? ''].flat().flatMap((each) => flag(type, each)),
    ...flag('syntax', syntax),
    ...flag('timezone', timezone),
    ...flag('calendar', calendar),
    ...flag('dst-gap', dst?.gap),
    ...flag('dst-overlap', dst?.overlap),
  ].join(' ');
}
