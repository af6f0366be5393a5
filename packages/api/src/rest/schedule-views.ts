/** Schedules and their firings as the protocol's objects. */
import { calendarNames, formatId, type Principal, type ScheduleRecord, zoneNameOf } from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { scheduleExpression, scheduleType } from './schedule-expression.ts';
import { actionView, API, instant, present } from './views.ts';

export function scheduleView(schedule: ScheduleRecord, environment: string, principal: Principal): rest.Schedule {
  const { definition, state } = schedule;
  return present({
    ...API,
    kind: 'Schedule' as const,
    id: formatId('sch', schedule.id),
    project: schedule.project,
    workflow: schedule.workflow,
    name: schedule.name,
    environment,
    type: scheduleType(definition),
    expression: scheduleExpression(definition),
    definition: definition as unknown as Record<string, unknown>,
    timezone: zoneNameOf(definition),
    state: state as rest.ScheduleState,
    reason: schedule.error === undefined ? undefined : { text: schedule.error },
    nextFireAt: instant(schedule.nextFireAt),
    calendars: [...calendarNames(definition)],
    actions: {
      pause: actionView(principal, 'schedule.pause', state === 'enabled' ? undefined : `The schedule is ${state}.`),
      resume: actionView(principal, 'schedule.resume', state === 'paused' ? undefined : `The schedule is ${state}.`),
      fire: actionView(principal, 'schedule.fire', undefined),
    },
  });
}
