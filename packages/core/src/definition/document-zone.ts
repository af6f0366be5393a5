/** The zone in which a workflow's logical dates are read: its own, else its schedule's, else UTC. */
import type { WorkflowDocument } from './document.ts';
import type { ScheduleDocument } from './schedule-document.ts';

export type ZoneSource = {
  readonly [K in keyof Pick<WorkflowDocument, 'timezone' | 'schedule' | 'schedules'>]: WorkflowDocument[K] | null;
};

export function documentZone(document: ZoneSource): string {
  return (
    document.timezone ?? writtenSchedules(document).find(([, schedule]) => schedule.timezone)?.[1].timezone ?? 'UTC'
  );
}

/**
 * All schedules by name; the one written as `schedule` is called `default`. Each says its zone: its own, else the
 * workflow's, else UTC.
 */
export function schedulesOf(document: ZoneSource): readonly (readonly [string, ScheduleDocument])[] {
  return writtenSchedules(document).map(([name, schedule]) => [
    name,
    { ...schedule, timezone: schedule.timezone ?? document.timezone ?? 'UTC' },
  ]);
}

function writtenSchedules(document: ZoneSource): readonly (readonly [string, ScheduleDocument])[] {
  const single = document.schedule ? [['default', document.schedule] as const] : [];
  return [...single, ...Object.entries(document.schedules ?? {})];
}
