/** A schedule as it stands when its document was just applied. */
import type { ScheduleDocument } from '@carillon/core';
import type { ScheduleRow } from './rows.ts';

export interface NewSchedule {
  readonly key: number;
  readonly definition: ScheduleDocument;
  readonly workflow: string;
  readonly workflowKey: number;
  /** Its floor: it fires from here on. */
  readonly at: number;
}

export function newSchedule({ key, definition, workflow, workflowKey, at }: NewSchedule): ScheduleRow {
  return {
    key,
    id: `00000000-0000-7000-9000-${String(key).padStart(12, '0')}`,
    name: workflow,
    scope: { tenantKey: 1, projectKey: 1, environmentKey: 1 },
    project: 'default',
    workflow,
    workflowKey,
    definition,
    state: 'enabled',
    workflowPaused: false,
    nextFireAt: undefined,
    dueAt: at,
    floor: at,
    claimedUntil: Number.NEGATIVE_INFINITY,
    passedUntil: undefined,
    heldFrom: undefined,
    lastRunId: undefined,
    pausedAt: undefined,
    resumeAt: undefined,
    failures: 0,
    updatedAt: at,
  };
}
