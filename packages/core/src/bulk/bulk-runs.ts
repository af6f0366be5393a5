/** One command for many runs: what it does to which of them, and how far it is. Decided from states alone. */
import type { Refusal } from '../refusals.ts';
import { type Obstacle, runObstacle, type RunCommand, type RunStanding } from '../run/obstacles.ts';

export const BULK_ACTIONS = ['stop', 'pause', 'resume', 'rerun', 'rerun_failed'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

export const BULK_STATES = ['planned', 'running', 'paused', 'success', 'failed', 'cancelled'] as const;
export type BulkState = (typeof BULK_STATES)[number];

export const BULK_RUN_STATES = ['planned', 'running', 'done', 'failed', 'skipped', 'cancelled'] as const;
export type BulkRunState = (typeof BULK_RUN_STATES)[number];

export type BulkTotals = Readonly<Record<BulkRunState, number>>;

/** Why a run is left out, besides what stands in the way of the command anyway. */
export type BulkSkip = Obstacle | 'NOTHING_FAILED';

export const DEFAULT_BULK_RATE = 20;
/** A plan is looked at by a person and kept as rows: more runs are several plans. */
export const MAX_BULK_RUNS = 10_000;

const COMMANDS: Readonly<Record<BulkAction, RunCommand>> = {
  stop: 'stop',
  pause: 'pause',
  resume: 'resume',
  rerun: 'rerun',
  rerun_failed: 'rerun',
};

/** Why the action leaves this run out; undefined when it does not. */
export function bulkSkip(action: BulkAction, run: RunStanding): BulkSkip | undefined {
  const obstacle = runObstacle(COMMANDS[action], run);
  if (obstacle) return obstacle;
  return action === 'rerun_failed' && run.state === 'success' ? 'NOTHING_FAILED' : undefined;
}

export type BulkCommand = 'apply' | 'pause' | 'resume' | 'cancel';

/** From which states a command goes where; what is absent is refused. */
export const BULK_COMMANDS: Readonly<Record<BulkCommand, Readonly<Partial<Record<BulkState, BulkState>>>>> = {
  apply: { planned: 'running' },
  pause: { running: 'paused' },
  resume: { paused: 'running' },
  cancel: { running: 'cancelled', paused: 'cancelled' },
};

/** Why a command cannot be given now; undefined when it can. */
export function bulkObstacle(command: BulkCommand, state: BulkState): Refusal | undefined {
  if (BULK_COMMANDS[command][state] !== undefined) return undefined;
  if (command === 'apply') return { code: 'PLAN_APPLIED' };
  if (state === 'planned') return { code: 'PLAN_NOT_APPLIED' };
  if (state === 'running') return { code: 'PLAN_NOT_PAUSED' };
  return state === 'paused' ? { code: 'PLAN_PAUSED' } : { code: 'PLAN_ENDED', params: { backfillState: state } };
}

/** Until the last run has its turn, in milliseconds; undefined when nothing is left or nothing moves. */
export function bulkEta(
  { state, rate }: { readonly state: BulkState; readonly rate: number },
  totals: BulkTotals,
): number | undefined {
  const left = totals.planned + totals.running;
  return state === 'running' && left > 0 ? Math.ceil(left / rate) * 1_000 : undefined;
}
