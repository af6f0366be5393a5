/** Schedules as the loops look at them, and what people do with them. */
import type {
  FiringSchedule,
  SaidText,
  ScheduleChange,
  ScheduleClaim,
  ScheduleControl,
  ScheduleDocument,
  TenantScope,
} from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/schedule.ts';
import { instant } from './literal.ts';
import { type Row, rowsOf } from './rows.ts';
import { createWorkflowPauses } from './workflow-pauses.ts';

type PlaceRow = [number, string, string, string, string, number, number, number, number, number, ScheduleDocument];
type ClaimRow = [...PlaceRow, Date | null, Date, Date, Date | null, Date | null, number | null];

function scheduleOf(row: Row): FiringSchedule {
  const [key, id, name, project, workflow, tenantKey, projectKey, environmentKey, workflowKey, versionKey, definition] =
    row as unknown as PlaceRow;
  const scope = { tenantKey, projectKey, environmentKey };
  return { key, id, project, workflow, name, scope, workflowKey, versionKey, definition };
}

function claimOf(row: Row): ScheduleClaim {
  const [nextFireAt, dueAt, floor, passedUntil, heldFrom, lastEnd] = (row as unknown as ClaimRow).slice(
    11,
  ) as unknown as [Date | null, Date, Date, Date | null, Date | null, number | null];
  return {
    ...scheduleOf(row),
    nextFireAt: nextFireAt ?? undefined,
    dueAt,
    floor,
    passedUntil: passedUntil ?? undefined,
    heldFrom: heldFrom ?? undefined,
    lastEnd: lastEnd ?? undefined,
  };
}

export function createSchedules(api: pg.Pool) {
  const { resumeWorkflowsDue, ...workflowPauses } = createWorkflowPauses(api);
  const changed = async (
    statement: typeof sql.pauseSchedule,
    scope: TenantScope,
    id: string,
    ...values: readonly unknown[]
  ): Promise<ScheduleChange> => {
    const rows = await rowsOf(api, statement, [scope.tenantKey, id, ...values]);
    if (rows.length > 0) return 'changed';
    const [state] = await rowsOf(api, sql.scheduleState, [scope.tenantKey, id]);
    if (!state) return 'not_found';
    return state[0] === 'ended' ? 'ended' : 'unchanged';
  };

  return {
    ...workflowPauses,

    async claimSchedules(lookAheadMs: number, claimMs: number, limit: number): Promise<readonly ScheduleClaim[]> {
      return (await rowsOf(api, sql.claimSchedules, [lookAheadMs, claimMs, limit])).map(claimOf);
    },

    async schedule(scope: TenantScope, id: string): Promise<FiringSchedule | undefined> {
      const [row] = await rowsOf(api, sql.findSchedule, [scope.tenantKey, id]);
      return row && scheduleOf(row);
    },

    async heldTimes(scheduleKey: number, from: Date, limit: number): Promise<readonly Date[]> {
      const rows = await rowsOf(api, sql.heldTimes, [scheduleKey, instant(from), limit]);
      return rows.map((row) => row[0] as Date).reverse();
    },

    async wakeSchedules(limit: number): Promise<{ waited: number; broken: readonly string[] }> {
      const rows = (await rowsOf(api, sql.wakeSchedules, [limit])) as unknown as [string, boolean][];
      return {
        waited: rows.filter(([, waits]) => waits).length,
        broken: rows.filter(([, waits]) => !waits).map(([id]) => id),
      };
    },

    async awaitedRuns(): Promise<readonly string[]> {
      return (await rowsOf(api, sql.awaitedRuns, [])).map((row) => row[0] as string);
    },

    async resumeDue(): Promise<number> {
      return (await rowsOf(api, sql.resumeDue, [])).length + (await resumeWorkflowsDue());
    },

    async retryQuarantined(): Promise<number> {
      return (await rowsOf(api, sql.retryQuarantined, [])).length;
    },

    async noteFailure(scheduleKey: number, error: string, said?: SaidText): Promise<boolean> {
      const [row] = await rowsOf(api, sql.noteFailure, [scheduleKey, error, said ? JSON.stringify(said) : null]);
      return row?.[0] === true;
    },

    pauseSchedule: ((scope, id, { actor, reason, resumeAt }) =>
      changed(
        sql.pauseSchedule,
        scope,
        id,
        actor,
        reason ?? null,
        instant(resumeAt),
      )) satisfies ScheduleControl['pause'],
    resumeSchedule: ((scope, id, { catchUp = false }) =>
      changed(sql.resumeSchedule, scope, id, catchUp)) satisfies ScheduleControl['resume'],
  };
}
