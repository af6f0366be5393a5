/** Schedules as the loops look at them, and what people do with them (store/src/sql/schedule.ts). */
import type { FiringSchedule, PulseHorizon, ScheduleChange, ScheduleClaim, TenantScope } from '@carillon/core';
import type { Operations } from './operation.ts';
import type { DeploymentRow, ScheduleRow } from './rows.ts';
import type { Tables } from './tables.ts';

const OVERDUE_MS = 2_000;
const FAILURE_MS = 10_000;
/** A claim that lasts so much longer than claims do was made by a clock that was ahead. */
const AHEAD_MS = 1_000;
const QUARANTINE_MS = 600_000;

export const dateOf = (time: number | undefined): Date | undefined => (time === undefined ? undefined : new Date(time));
export const placeKey = (workflowKey: number, environmentKey: number): string => `${workflowKey}/${environmentKey}`;

/** Whether a run is open, wherever open runs stand. */
export const isOpen = (tables: Tables, runId: string | undefined): boolean =>
  runId !== undefined && (tables.runs.has(runId) || tables.tasks.get(runId, 0) !== undefined);

const hasHold = (tables: Tables, scheduleKey: number): boolean => {
  for (const hold of tables.holds.values()) if (hold.scheduleKey === scheduleKey) return true;
  return false;
};

export const isActive = ({ state, workflowPaused }: ScheduleRow): boolean => state === 'enabled' && !workflowPaused;

/** A pause of it ends by itself, and has. */
export const isResuming = ({ state, resumeAt }: ScheduleRow, now: number): boolean =>
  state === 'paused' && resumeAt !== undefined && resumeAt <= now;

/** The same of a workflow’s. */
export const isLetGo = ({ paused, resumeAt }: DeploymentRow, now: number): boolean =>
  paused && resumeAt !== undefined && resumeAt <= now;

export function isClaimable(
  row: ScheduleRow,
  now: number,
  { lookAheadMs, claimMs }: Pick<PulseHorizon, 'lookAheadMs' | 'claimMs'>,
): boolean {
  if (!isActive(row) || row.dueAt === undefined || row.dueAt > now + lookAheadMs) return false;
  return (
    row.claimedUntil < now ||
    row.claimedUntil > now + claimMs + AHEAD_MS ||
    (row.dueAt < now - OVERDUE_MS && row.claimedUntil < now + claimMs - OVERDUE_MS)
  );
}

type Schedules = Operations<
  | 'claimSchedules'
  | 'schedule'
  | 'heldTimes'
  | 'wakeSchedules'
  | 'awaitedRuns'
  | 'resumeDue'
  | 'retryQuarantined'
  | 'noteFailure'
  | 'pauseSchedule'
  | 'resumeSchedule'
  | 'pauseWorkflow'
  | 'resumeWorkflow'
>;

export function createSchedules(tables: Tables): Schedules {
  const { machine, schedules } = tables;

  const firingSchedule = (row: ScheduleRow): FiringSchedule => ({
    key: row.key,
    id: row.id,
    project: row.project,
    workflow: row.workflow,
    name: row.name,
    scope: row.scope,
    workflowKey: row.workflowKey,
    versionKey: tables.deployments.get(placeKey(row.workflowKey, row.scope.environmentKey))?.versionKey as number,
    definition: row.definition,
  });

  const lastEndOf = (row: ScheduleRow): number | undefined => {
    if (row.definition.delay === undefined) return undefined;
    if (isOpen(tables, row.lastRunId) || hasHold(tables, row.key)) return Number.POSITIVE_INFINITY;
    return row.lastRunId === undefined ? undefined : tables.runEnds.get(row.lastRunId)?.endedAt;
  };

  const claimOf = (row: ScheduleRow): ScheduleClaim => ({
    ...firingSchedule(row),
    nextFireAt: dateOf(row.nextFireAt),
    dueAt: new Date(row.dueAt as number),
    floor: new Date(row.floor),
    passedUntil: dateOf(row.passedUntil),
    heldFrom: dateOf(row.heldFrom),
    lastEnd: lastEndOf(row),
  });

  const resumed = (): Partial<ScheduleRow> => ({
    state: 'enabled',
    pausedAt: undefined,
    resumeAt: undefined,
    failures: 0,
    dueAt: machine.now(),
    claimedUntil: Number.NEGATIVE_INFINITY,
    updatedAt: machine.now(),
  });

  const find = ({ tenantKey }: TenantScope, id: string): ScheduleRow | undefined => {
    for (const row of schedules.values()) if (row.id === id && row.scope.tenantKey === tenantKey) return row;
    return undefined;
  };

  const setPaused = (
    place: string,
    paused: boolean,
    {
      catchUp = false,
      keepsPause = false,
      resumeAt,
    }: { readonly catchUp?: boolean; readonly keepsPause?: boolean; readonly resumeAt?: Date | undefined },
  ): ScheduleChange => {
    const deployment = tables.deployments.get(place);
    if (!deployment) return 'not_found';
    const isChange = deployment.paused !== paused;
    if (!isChange && (!paused || keepsPause)) return 'unchanged';
    tables.deployments.update(deployment, { paused, resumeAt: resumeAt?.getTime() });
    if (!isChange) return 'changed';
    const now = machine.now();
    for (const row of schedules.values()) {
      const isIts = placeKey(row.workflowKey, row.scope.environmentKey) === place;
      if (!isIts || row.state === 'ended') continue;
      const passes = !paused && !catchUp && row.state === 'enabled';
      schedules.update(row, {
        workflowPaused: paused,
        updatedAt: now,
        ...(paused ? {} : { dueAt: now }),
        ...(passes ? { passedUntil: Math.floor(now) } : {}),
      });
    }
    return 'changed';
  };

  return {
    claimSchedules(lookAheadMs, claimMs, limit) {
      const now = machine.now();
      return [...schedules.values()]
        .filter((row) => isClaimable(row, now, { lookAheadMs, claimMs }))
        .sort((a, b) => (a.dueAt as number) - (b.dueAt as number))
        .slice(0, limit)
        .map((row) => claimOf(schedules.update(row, { claimedUntil: now + claimMs })));
    },
    schedule(scope, id) {
      const row = find(scope, id);
      return row && firingSchedule(row);
    },
    heldTimes(scheduleKey, from, limit) {
      return [...(tables.firings.get(scheduleKey)?.values() ?? [])]
        .filter(({ logicalTime, heldUntil }) => heldUntil !== undefined && logicalTime >= from.getTime())
        .map(({ logicalTime }) => logicalTime)
        .sort((a, b) => a - b)
        .slice(-limit)
        .map((time) => new Date(time));
    },
    wakeSchedules(limit) {
      const woken = [...schedules.values()].filter((row) => {
        if (!isActive(row) || row.dueAt !== undefined) return false;
        const waits = row.definition.delay !== undefined && row.nextFireAt === undefined;
        return !waits || !(isOpen(tables, row.lastRunId) || hasHold(tables, row.key));
      });
      const taken = woken.slice(0, limit);
      for (const row of taken) schedules.update(row, { dueAt: machine.now(), claimedUntil: Number.NEGATIVE_INFINITY });
      const broken = taken.filter(({ definition }) => definition.delay === undefined).map(({ id }) => id);
      return { waited: taken.length - broken.length, broken };
    },
    awaitedRuns() {
      const runs = new Set<string>();
      for (const row of schedules.values())
        if (isActive(row) && row.dueAt === undefined && row.lastRunId !== undefined) runs.add(row.lastRunId);
      for (const { scheduleKey } of tables.holds.values()) {
        const lastRunId = schedules.get(scheduleKey)?.lastRunId;
        if (lastRunId !== undefined) runs.add(lastRunId);
      }
      return [...runs];
    },
    resumeDue() {
      const now = machine.now();
      const due = [...schedules.values()].filter((row) => isResuming(row, now));
      for (const row of due) schedules.update(row, { ...resumed(), passedUntil: Math.floor(now) });
      const over = tables.deployments.entries().filter(([, row]) => isLetGo(row, now));
      for (const [place] of over) setPaused(place, false, {});
      return due.length + over.length;
    },
    retryQuarantined() {
      const now = machine.now();
      const due = [...schedules.values()].filter(
        ({ state, updatedAt }) => state === 'quarantined' && updatedAt < now - QUARANTINE_MS,
      );
      for (const row of due)
        schedules.update(row, {
          state: 'enabled',
          failures: 2,
          dueAt: now,
          claimedUntil: Number.NEGATIVE_INFINITY,
          updatedAt: now,
        });
      return due.length;
    },
    noteFailure(scheduleKey) {
      const row = schedules.get(scheduleKey);
      if (row?.state !== 'enabled') return false;
      const now = machine.now();
      const isThird = row.failures >= 2;
      schedules.update(row, {
        failures: row.failures + 1,
        updatedAt: now,
        claimedUntil: now + FAILURE_MS,
        ...(isThird ? { state: 'quarantined' as const } : {}),
      });
      return isThird;
    },
    pauseSchedule(scope, id, { resumeAt }) {
      const row = find(scope, id);
      if (!row) return 'not_found';
      if (row.state === 'ended') return 'ended';
      const now = machine.now();
      schedules.update(row, {
        state: 'paused',
        pausedAt: row.pausedAt ?? now,
        resumeAt: resumeAt?.getTime(),
        updatedAt: now,
      });
      return 'changed';
    },
    resumeSchedule(scope, id, { catchUp = false }) {
      const row = find(scope, id);
      if (!row) return 'not_found';
      if (row.state === 'ended') return 'ended';
      if (row.state === 'enabled') return 'unchanged';
      const passes = row.state === 'paused' && !catchUp;
      schedules.update(row, { ...resumed(), ...(passes ? { passedUntil: Math.floor(machine.now()) } : {}) });
      return 'changed';
    },
    pauseWorkflow: (_, at, by) => setPaused(placeKey(at.workflowKey, at.environmentKey), true, by),
    resumeWorkflow: (_, at, { catchUp = false }) =>
      setPaused(placeKey(at.workflowKey, at.environmentKey), false, { catchUp }),
  };
}
