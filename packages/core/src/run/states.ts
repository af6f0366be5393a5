/**
 * States, reasons and fault classes (VOCABULARY §2). State drives logic, reason explains. The store keeps
 * a state as the small number given here; the numbers are part of the schema and never change meaning.
 */

import type { SaidText } from '../said.ts';

export const RUN_STATE_CODES = {
  queued: 1,
  running: 2,
  paused: 3,
  stopping: 4,
  success: 10,
  failed: 11,
  stopped: 12,
} as const;
export type RunState = keyof typeof RUN_STATE_CODES;

export const TASK_STATE_CODES = {
  pending: 0,
  queued: 1,
  starting: 2,
  running: 3,
  waiting: 4,
  retrying: 5,
  paused: 6,
  stopping: 7,
  success: 10,
  failed: 11,
  stopped: 12,
  upstream_failed: 13,
  skipped: 14,
  removed: 15,
} as const;
export type TaskRunState = keyof typeof TASK_STATE_CODES;

export const ATTEMPT_STATE_CODES = {
  dispatched: 2,
  running: 3,
  success: 10,
  failed: 11,
  stopped: 12,
  lost: 16,
  returned: 17,
} as const;
export type AttemptState = keyof typeof ATTEMPT_STATE_CODES;

/** Codes below this are open, from here on final. The store's partial indexes and guards rely on it. */
export const FIRST_FINAL_CODE = 10;

export const RUN_STATES = Object.keys(RUN_STATE_CODES) as readonly RunState[];
export const TASK_RUN_STATES = Object.keys(TASK_STATE_CODES) as readonly TaskRunState[];
export const ATTEMPT_STATES = Object.keys(ATTEMPT_STATE_CODES) as readonly AttemptState[];

/** What can have started a run (VOCABULARY §3). */
export const TRIGGER_KINDS = [
  'schedule',
  'manual',
  'api',
  'webhook',
  'message',
  'dataset',
  'workflow',
  'file',
  'deploy',
  'backfill',
  'rerun',
  'parent',
  'test',
] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

function invert<K extends string>(codes: Readonly<Record<K, number>>): ReadonlyMap<number, K> {
  return new Map((Object.keys(codes) as K[]).map((name) => [codes[name], name]));
}
const runByCode = invert(RUN_STATE_CODES);
const taskByCode = invert(TASK_STATE_CODES);
const attemptByCode = invert(ATTEMPT_STATE_CODES);

function named<K>(names: ReadonlyMap<number, K>, code: number): K {
  const name = names.get(code);
  if (name === undefined) throw new RangeError(`no state has the code ${code}`);
  return name;
}
export const runStateOf = (code: number): RunState => named(runByCode, code);
export const taskStateOf = (code: number): TaskRunState => named(taskByCode, code);
export const attemptStateOf = (code: number): AttemptState => named(attemptByCode, code);

export const isFinalRunState = (state: RunState): boolean => RUN_STATE_CODES[state] >= FIRST_FINAL_CODE;
export const isFinalTaskState = (state: TaskRunState): boolean => TASK_STATE_CODES[state] >= FIRST_FINAL_CODE;
export const isFinalAttemptState = (state: AttemptState): boolean => ATTEMPT_STATE_CODES[state] >= FIRST_FINAL_CODE;

/** Whose fault an end is. Retries and alerts depend on it. */
export type FaultClass = 'user_code' | 'user_config' | 'platform' | 'infrastructure';

/** Why a run or task run is in the state it is in. Those of an end name a fault class, waits have none. */
export const REASON_FAULTS = {
  EXIT_CODE: 'user_code',
  SIGNAL: 'user_code',
  USER_ERROR: 'user_code',
  OOM_KILLED: 'user_code',
  ATTEMPT_TIMEOUT: 'user_code',
  TASK_TIMEOUT: 'user_code',
  QUEUE_TIMEOUT: 'platform',
  RUN_TIMEOUT: 'user_code',
  OUTPUT_INVALID: 'user_code',
  OUTPUT_TOO_LARGE: 'user_code',
  START_FAILED: 'user_config',
  EXPRESSION_FAILED: 'user_config',
  SANDBOX_UNAVAILABLE: 'infrastructure',
  IMAGE_MISSING: 'user_config',
  SECRET_MISSING: 'user_config',
  WORKER_LOST: 'infrastructure',
  DRAINED: 'platform',
  STOPPED_BY_USER: undefined,
  STOPPED_BY_OVERLAP: undefined,
  FAIL_FAST: undefined,
  TASK_FAILED: undefined,
  COMPENSATION_FAILED: undefined,
  SLA_MISSED: undefined,
  SLA_AT_RISK: undefined,
  LONG_RUNNING: undefined,
  LIMIT_NEAR: undefined,
  CHILD_FAILED: undefined,
  CHILDREN_TOO_DEEP: 'user_config',
  WORKFLOW_MISSING: 'user_config',
  PARAMS_INVALID: 'user_config',
  UPSTREAM: undefined,
  RULE: undefined,
  CONDITION: undefined,
  BRANCH: undefined,
  NO_ITEMS: undefined,
  NO_WORKERS: 'platform',
  ITEMS_FAILED: undefined,
  TOO_MANY_ITEMS: 'user_config',
  ROUNDS: undefined,
  ROUND_FAILED: undefined,
  TOO_MANY_ROUNDS: 'user_code',
  TASKS_INVALID: 'user_code',
  TOO_MANY_TASKS: 'user_config',
  MARKED: undefined,
  REUSED: undefined,
  REJECTED: undefined,
  APPROVAL_EXPIRED: undefined,
  WAIT_EXPIRED: undefined,
  WAIT_REFUSED: 'user_config',
  AWAITED_FAILED: undefined,
  APPROVAL: undefined,
  CHILDREN: undefined,
  PARENT_PAUSED: undefined,
  DEP_UPSTREAM: undefined,
  DEP_EVENT: undefined,
  DEP_EXTERNAL: undefined,
  DEP_DATASET: undefined,
  DEP_FILE: undefined,
  NOT_DUE: undefined,
  NO_CAPABLE_WORKER: undefined,
  NO_CAPACITY: undefined,
  RETRY_BACKOFF: undefined,
  OVERLAP: undefined,
  CONCURRENCY_LIMIT: undefined,
  RATE_LIMIT: undefined,
  STOPPED_BY_LIMIT: undefined,
  REPLACED: undefined,
  COLLECTING: undefined,
  CATCH_UP: undefined,
  NO_RUN: undefined,
  NEWEST_RUN: undefined,
  DATE_IN_FUTURE: undefined,
  DATE_HELD: undefined,
  IN_BACKFILL: undefined,
  DATES_UNSUCCESSFUL: undefined,
  DOWNSTREAM_UNSUCCESSFUL: undefined,
  BACKFILL_SHARE: undefined,
  CANCELLED_BY_USER: undefined,
  PAUSED_BY_USER: undefined,
  SECRET_STORE_AWAY: undefined,
} as const satisfies Record<string, FaultClass | undefined>;
export type ReasonCode = keyof typeof REASON_FAULTS;

/** Carried by every state. `params` fill the sentence that the reader's language has for the code. */
export interface Reason {
  readonly code: ReasonCode;
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  /** `params.problem`, else `params.message`, for translation. */
  readonly said?: SaidText;
}

export function faultOf(reason: Reason): FaultClass | undefined {
  return REASON_FAULTS[reason.code];
}

/** Of a worker as lists tell it. */
export const WORKER_STATES = ['online', 'draining', 'cordoned', 'silent', 'lost', 'left'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

/** One that is gone has no slots: what it had is given to others. */
export const isGoneWorker = (state: string): boolean => state === 'lost' || state === 'left';
