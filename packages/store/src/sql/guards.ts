/**
 * States and moves for the guards of statements: core's tables, as text. The statements stay static: this is put
 * together once, when the module loads.
 */
import { RUN_STATE_CODES, TASK_STATE_CODES, taskMoves, taskStatesBefore } from '@carillon/core';

export const {
  pending: PENDING,
  queued: QUEUED,
  starting: STARTING,
  waiting: WAITING,
  retrying: RETRYING,
  paused: PAUSED,
  stopping: STOPPING,
  success: SUCCESS,
} = TASK_STATE_CODES;
export const { running: RUN_RUNNING, paused: RUN_PAUSED, stopping: RUN_STOPPING } = RUN_STATE_CODES;

/** An attempt is under way. Its report ends it as succeeded, failed or stopped. */
export const LIVE = taskStatesBefore('succeed');

/** `(state, outcome)` of ends without an attempt: the engine's decisions and the marks of people. */
export const DECISIONS = taskMoves(
  'complete',
  'give_up',
  'block',
  'skip',
  'call_off',
  'mark_success',
  'mark_failed',
  'mark_skipped',
  'children_stopped',
  'children_timed_out',
);
