/** One command for many workflows: what it does to which of them, decided from how they stand. */
import { takesRuns } from '../definition/lifecycle.ts';

export const WORKFLOW_ACTIONS = ['pause', 'resume', 'start'] as const;
export type WorkflowAction = (typeof WORKFLOW_ACTIONS)[number];

/** Why a workflow is left out. */
export const WORKFLOW_SKIPS = {
  WORKFLOW_PAUSED: 'The workflow is paused already.',
  WORKFLOW_NOT_PAUSED: 'The workflow is not paused.',
  WORKFLOW_UNSCHEDULED: 'The workflow has no schedule.',
  WORKFLOW_TAKES_NO_RUNS: 'The workflow takes no new runs.',
} as const;
export type WorkflowSkip = keyof typeof WORKFLOW_SKIPS;

export interface WorkflowStanding {
  readonly lifecycle: string;
  readonly isPaused: boolean;
  readonly isScheduled: boolean;
}

/** It is carried out within one request, and looked at by a person before. */
export const MAX_BULK_WORKFLOWS = 1_000;

/** Undefined when the action takes it. */
export function workflowSkip(
  action: WorkflowAction,
  { lifecycle, isPaused, isScheduled }: WorkflowStanding,
): WorkflowSkip | undefined {
  switch (action) {
    case 'pause':
      if (isPaused) return 'WORKFLOW_PAUSED';
      return isScheduled ? undefined : 'WORKFLOW_UNSCHEDULED';
    case 'resume':
      return isPaused ? undefined : 'WORKFLOW_NOT_PAUSED';
    case 'start':
      return takesRuns(lifecycle) ? undefined : 'WORKFLOW_TAKES_NO_RUNS';
  }
}
