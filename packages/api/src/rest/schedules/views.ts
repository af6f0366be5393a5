/** Schedules and their firings as the protocol's objects. */
import {
  calendarNames,
  type FiringRecord,
  formatId,
  localTimeText,
  type Principal,
  type RunState,
  type ScheduleRecord,
  zoneNameOf,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { scheduleExpression, scheduleType } from './expression.ts';
import { actionView, API, instant, pauseView, present } from '../views.ts';

export function scheduleView(schedule: ScheduleRecord, principal: Principal): rest.Schedule {
  const { definition, state } = schedule;
  const rests = state === 'paused' || schedule.workflowPause !== undefined;
  const isOf = (...states: readonly string[]) =>
    states.includes(state) ? undefined : ({ code: 'SCHEDULE_STATE', params: { scheduleState: state } } as const);
  return present({
    kind: 'Schedule' as const,
    id: formatId('sch', schedule.id),
    project: schedule.project,
    workflow: schedule.workflow,
    name: schedule.name,
    environment: schedule.environment,
    type: scheduleType(definition),
    expression: scheduleExpression(definition),
    definition: definition as unknown as Record<string, unknown>,
    timezone: zoneNameOf(definition),
    state: state as rest.ScheduleState,
    reason: reasonOf(schedule),
    // While it, or its workflow, is paused it keeps the place where it stopped; nothing fires there.
    ...(!rests && { nextFireAt: instant(schedule.nextFireAt), nextStartAt: instant(schedule.dueAt) }),
    lastFiring: schedule.lastFiring && lastFiringView(schedule.lastFiring),
    calendars: [...calendarNames(definition)],
    actions: {
      pause: actionView(principal, 'schedule.pause', isOf('enabled', 'quarantined')),
      resume: actionView(principal, 'schedule.resume', isOf('paused', 'quarantined')),
      fire: actionView(principal, 'schedule.fire', undefined),
    },
    ...API,
  });
}

function reasonOf({ pause, error, errorSaid, workflowPause }: ScheduleRecord): rest.ScheduleReason | undefined {
  if (pause) return { code: 'PAUSED', ...pauseView(pause) };
  if (error !== undefined) return { code: 'QUARANTINED', text: error, ...(errorSaid && { said: errorSaid }) };
  return workflowPause && { code: 'WORKFLOW_PAUSED', ...pauseView(workflowPause) };
}

/** Only of what fired: the rest was decided late on purpose, or had nothing to be late with. */
export function latenessOf({ outcome, startAt, actualTime }: FiringRecord): number | undefined {
  return outcome === 'fired' ? Math.max(0, actualTime.getTime() - startAt.getTime()) : undefined;
}

function lastFiringView(firing: FiringRecord): rest.LastFiring {
  return present({
    logicalTime: firing.logicalTime.toISOString(),
    outcome: firing.outcome,
    reason: firing.reason,
    latenessMs: latenessOf(firing),
    runId: firing.runId === undefined ? undefined : formatId('run', firing.runId),
  });
}

export function ledgerView(
  firing: FiringRecord & { readonly runState: RunState | undefined },
  timeZone: string,
): rest.LedgerRow {
  return present({
    ...lastFiringView(firing),
    localTime: localTimeText(firing.logicalTime.getTime(), timeZone),
    through: instant(firing.through),
    actualTime: firing.actualTime.toISOString(),
    notes: [...firing.notes],
    heldUntil: firing.heldUntil && Number.isFinite(firing.heldUntil.getTime()) ? instant(firing.heldUntil) : undefined,
    runState: firing.runState,
  });
}

/** @param firings fired ones */
export function latenessView(firings: readonly FiringRecord[]): rest.Lateness | undefined {
  const sorted = firings.map((firing) => latenessOf(firing) ?? 0).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  if (sorted.length === 0) return undefined;
  return { p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1), count: sorted.length };
}
