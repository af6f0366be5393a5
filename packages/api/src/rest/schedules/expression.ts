/** What says when a schedule fires, as it was written. */
import { type ScheduleDocument, scheduleKind } from '@carillon/core';
import type { ScheduleType } from '@carillon/protocol';

export const scheduleType = (definition: ScheduleDocument): ScheduleType => scheduleKind(definition) ?? 'cron';

export function scheduleExpression(definition: ScheduleDocument): string {
  const when = definition[scheduleType(definition)];
  return typeof when === 'string' ? when : (when ?? []).join('; ');
}
