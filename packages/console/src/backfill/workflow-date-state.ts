/** A logical date of a workflow as one state, as the calendar of a backfill shows it. */
import type { WorkflowDate } from '@carillon/protocol';
import type { DayCell } from '../days/year-grid.tsx';
import { FIRING_LOOKS, STATE_LOOKS } from '../states/families.ts';

export const WORKFLOW_DATE_STATES = [
  'failed',
  'running',
  'missing',
  'held',
  'stopped',
  'success',
  'planned',
  'none',
] as const;
export type WorkflowDateState = (typeof WORKFLOW_DATE_STATES)[number];

/** However often a date runs, the state that asks most for attention. */
export function workflowDateState({ planned, held, missing, runs }: WorkflowDate): WorkflowDateState {
  if (runs.failed > 0) return 'failed';
  if (runs.open > 0) return 'running';
  if (missing > 0) return 'missing';
  if (held > 0) return 'held';
  if (runs.stopped > 0) return 'stopped';
  if (runs.success > 0) return 'success';
  return planned > 0 ? 'planned' : 'none';
}

export const WORKFLOW_DATE_LOOKS: Readonly<Record<WorkflowDateState, DayCell['look']>> = {
  failed: STATE_LOOKS.failed,
  running: STATE_LOOKS.running,
  missing: { family: 'attention', icon: 'dotted', pattern: 'dotted' },
  held: FIRING_LOOKS.held,
  stopped: STATE_LOOKS.stopped,
  success: STATE_LOOKS.success,
  planned: { family: 'neutral', icon: 'ring', pattern: 'hollow' },
  none: undefined,
};
