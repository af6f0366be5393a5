import type { AttemptState, Freshness, ReasonCode, RunState, TaskRunState, WorkerState } from '@carillon/core';
import type { AuditRecord, Backfill, BackfillDate, FiringOutcome, ScheduleState } from '@carillon/protocol';

/** Six hues carry every state; variants within one differ by icon and pattern, never by colour alone. */
export const FAMILIES = ['success', 'active', 'failed', 'attention', 'cascade', 'neutral'] as const;
export type Family = (typeof FAMILIES)[number];

export const STATE_ICONS = [
  'check',
  'pen',
  'turning',
  'play',
  'ring',
  'cross',
  'clock',
  'broken-link',
  'retry',
  'hand',
  'hatch',
  'dotted',
  'quarter',
  'skip',
  'square',
  'bars',
  'returned',
] as const;
export type StateIconName = (typeof STATE_ICONS)[number];

export type Pattern = 'solid' | 'hollow' | 'dashed' | 'dotted' | 'hatched';

export interface Look {
  readonly family: Family;
  readonly icon: StateIconName;
  readonly pattern: Pattern;
}

const look = (family: Family, icon: StateIconName, pattern: Pattern = 'solid'): Look => ({ family, icon, pattern });

/** Of runs, task runs and attempts: a state has one meaning and one look wherever it appears. */
export const STATE_LOOKS: Readonly<Record<RunState | TaskRunState | AttemptState, Look>> = {
  pending: look('neutral', 'dotted', 'dotted'),
  waiting: look('neutral', 'quarter', 'hollow'),
  queued: look('active', 'ring', 'hollow'),
  dispatched: look('active', 'play', 'hollow'),
  starting: look('active', 'play', 'hollow'),
  running: look('active', 'turning'),
  retrying: look('attention', 'retry'),
  paused: look('neutral', 'bars'),
  stopping: look('neutral', 'square', 'hollow'),
  success: look('success', 'check'),
  failed: look('failed', 'cross'),
  lost: look('failed', 'broken-link'),
  upstream_failed: look('cascade', 'hatch', 'hatched'),
  skipped: look('neutral', 'skip', 'dashed'),
  stopped: look('neutral', 'square'),
  removed: look('neutral', 'skip', 'dotted'),
  returned: look('neutral', 'returned', 'dashed'),
};

export const SCHEDULE_LOOKS: Readonly<Record<ScheduleState, Look>> = {
  enabled: look('success', 'check'),
  paused: look('neutral', 'bars'),
  quarantined: look('attention', 'hand'),
  ended: look('neutral', 'square'),
};

export const SCHEDULE_STATES = Object.keys(SCHEDULE_LOOKS) as readonly ScheduleState[];

/** What became of a firing; `fired` is no result yet, so it is not green. */
export const FIRING_LOOKS: Readonly<Record<FiringOutcome, Look>> = {
  fired: look('active', 'play'),
  skipped: look('neutral', 'skip', 'dashed'),
  merged: look('neutral', 'returned', 'dashed'),
  missed: look('failed', 'clock'),
  held: look('attention', 'hand'),
  paused: look('neutral', 'bars'),
};

export const FIRING_OUTCOMES = Object.keys(FIRING_LOOKS) as readonly FiringOutcome[];

export const BACKFILL_LOOKS: Readonly<Record<Backfill['state'], Look>> = {
  planned: look('neutral', 'dotted', 'dotted'),
  running: look('active', 'turning'),
  paused: look('neutral', 'bars'),
  success: look('success', 'check'),
  failed: look('failed', 'cross'),
  cancelled: look('neutral', 'square'),
};

export const BACKFILL_DATE_LOOKS: Readonly<Record<BackfillDate['state'], Look>> = {
  planned: look('neutral', 'dotted', 'dotted'),
  running: look('active', 'turning'),
  success: look('success', 'check'),
  failed: look('failed', 'cross'),
  stopped: look('neutral', 'square'),
  skipped: look('neutral', 'skip', 'dashed'),
  cancelled: look('neutral', 'returned', 'dashed'),
};

export const WORKER_LOOKS: Readonly<Record<WorkerState, Look>> = {
  online: look('success', 'check'),
  draining: look('attention', 'quarter'),
  cordoned: look('neutral', 'hand'),
  silent: look('attention', 'dotted'),
  lost: look('failed', 'broken-link'),
  left: look('neutral', 'square'),
};

export const SERVER_LOOKS: Readonly<Record<'up' | 'silent' | 'stopped', Look>> = {
  up: look('success', 'check'),
  silent: look('failed', 'broken-link'),
  stopped: look('neutral', 'square'),
};
/** Of datasets; `updated` is no verdict, so it is not green. */
export const FRESHNESS_LOOKS: Readonly<Record<Freshness, Look>> = {
  never: look('neutral', 'dotted', 'dotted'),
  updated: look('neutral', 'check'),
  fresh: look('success', 'check'),
  stale: look('attention', 'clock', 'hatched'),
};
export const AUDIT_LOOKS: Readonly<Record<AuditRecord['outcome'], Look>> = {
  done: look('success', 'check'),
  denied: look('attention', 'hand'),
  failed: look('failed', 'cross'),
};
const SEVERITY_LOOKS: Readonly<Record<'ok' | 'error' | 'warning' | 'info', Look>> = {
  ok: look('success', 'check'),
  error: look('failed', 'cross'),
  warning: look('attention', 'clock'),
  info: look('neutral', 'dotted'),
};

/** Reasons that show in the icon, because they change what one does next. */
const ICON_BY_REASON: Partial<Record<ReasonCode, StateIconName>> = {
  ATTEMPT_TIMEOUT: 'clock',
  TASK_TIMEOUT: 'clock',
  QUEUE_TIMEOUT: 'clock',
  RUN_TIMEOUT: 'clock',
  WORKER_LOST: 'broken-link',
  MARKED: 'pen',
};

export const LOOK_OF_NOTHING: Look = look('neutral', 'dotted', 'dotted');

function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(ICON_BY_REASON, code);
}

/** A newer server may send a state that this console does not know yet. */
function lookIn(looks: Readonly<Record<string, Look>>, state: string): Look {
  return (Object.hasOwn(looks, state) && looks[state]) || LOOK_OF_NOTHING;
}

export function lookOf(state: string, reasonCode?: string): Look {
  const base = lookIn(STATE_LOOKS, state);
  const byReason = reasonCode !== undefined && isReasonCode(reasonCode) ? ICON_BY_REASON[reasonCode] : undefined;
  const ended = base.family === 'failed' || base.family === 'success';
  return byReason && ended ? { ...base, icon: byReason } : base;
}

export const scheduleLookOf = (state: string): Look => lookIn(SCHEDULE_LOOKS, state);
export const workerLookOf = (state: string): Look => lookIn(WORKER_LOOKS, state);
export const serverLookOf = (state: string): Look => lookIn(SERVER_LOOKS, state);
export const severityLookOf = (severity: string): Look => lookIn(SEVERITY_LOOKS, severity);
export const freshnessLookOf = (freshness: string): Look => lookIn(FRESHNESS_LOOKS, freshness);
export const firingLookOf = (outcome: string): Look => lookIn(FIRING_LOOKS, outcome);
export const backfillLookOf = (state: string): Look => lookIn(BACKFILL_LOOKS, state);
export const backfillDateLookOf = (state: string): Look => lookIn(BACKFILL_DATE_LOOKS, state);
