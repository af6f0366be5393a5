/** Rows of schedules and of their ledger as records. */
import type {
  FiringNote,
  FiringOutcome,
  FiringReason,
  FiringRecord,
  SaidText,
  ScheduleDocument,
  ScheduleRecord,
} from '@carillon/core';
import { type PauseJson, toPauseRecord } from '../pause-column.ts';

export interface FiringRow {
  readonly logical_time: Date;
  readonly through: Date | null;
  readonly start_at: Date | null;
  readonly actual_time: Date;
  readonly outcome: FiringOutcome;
  readonly reason: FiringReason;
  readonly notes: readonly FiringNote[];
  readonly run_id: string | null;
  readonly held_until: Date | null;
}

export const FIRING_COLUMNS =
  'f.logical_time, f.through, f.start_at, f.actual_time, f.outcome, f.reason, f.notes, f.run_id, f.held_until';

export function toFiringRecord(row: FiringRow): FiringRecord {
  return {
    logicalTime: row.logical_time,
    through: row.through ?? undefined,
    startAt: row.start_at ?? row.logical_time,
    actualTime: row.actual_time,
    outcome: row.outcome,
    reason: row.reason,
    notes: row.notes,
    runId: row.run_id ?? undefined,
    heldUntil: row.held_until ?? undefined,
  };
}

/** The columns of the newest firing are null together. */
export interface ScheduleRow extends Omit<FiringRow, 'logical_time' | 'actual_time'> {
  readonly key: number;
  readonly id: string;
  readonly tenant_key: number;
  readonly project_key: number;
  readonly environment_key: number;
  readonly workflow_key: number;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly name: string;
  readonly definition: ScheduleDocument;
  readonly state: string;
  readonly pause: PauseJson | null;
  readonly workflow_pause: PauseJson | null;
  readonly next_fire_at: Date | null;
  readonly due_at: Date | null;
  readonly error: string | null;
  readonly error_said: SaidText | null;
  readonly logical_time: Date | null;
  readonly actual_time: Date | null;
}

export function toScheduleRecord(row: ScheduleRow): ScheduleRecord {
  return {
    key: row.key,
    id: row.id,
    scope: { tenantKey: row.tenant_key, projectKey: row.project_key, environmentKey: row.environment_key },
    project: row.project,
    environment: row.environment,
    workflow: row.workflow,
    workflowKey: row.workflow_key,
    name: row.name,
    definition: row.definition,
    state: row.state,
    workflowPause: toPauseRecord(row.workflow_pause),
    nextFireAt: row.next_fire_at ?? undefined,
    dueAt: row.due_at ?? undefined,
    pause: toPauseRecord(row.pause),
    error: row.error ?? undefined,
    errorSaid: row.error_said ?? undefined,
    lastFiring: row.logical_time === null ? undefined : toFiringRecord(row as FiringRow),
  };
}
