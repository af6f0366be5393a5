/** The tables of the engine as the model has them: columns of packages/store/schema.sql, times as milliseconds. */
import type {
  Beat,
  FiringDecision,
  HoldKind,
  JsonObject,
  LaneRecord,
  NewSession,
  NewSignal,
  Reason,
  RecordedLimits,
  ScheduleDocument,
  Scope,
  SlaKind,
  WaitRecord,
} from '@carillon/core';

/** What is fixed of a run from its start. */
export interface RunFactsRow extends Scope {
  versionKey: number;
  workflowKey: number;
  createdAt: number;
  logicalTime: Date | undefined;
  triggerKind: string;
  actor: string;
  params: JsonObject;
  rerunOf: string | undefined;
}

export interface RunRow extends RunFactsRow {
  id: string;
  state: number;
  open: number;
  failed: number;
  priority: number;
  phase: number;
  endsAs: number | undefined;
  reason: Reason | undefined;
  dueAt: number | undefined;
  heldDueAt: number | undefined;
  pausedAt: number | undefined;
  /** Whoever stopped it wants nothing undone. */
  uncompensated: boolean;
}

export interface TaskRow {
  runId: string;
  taskNo: number;
  state: number;
  need: number;
  ok: number;
  failed: number;
  upstreamFailed: number;
  skipped: number;
  fused: boolean;
  laneKey: number;
  rank: number;
  attemptNo: number;
  attemptId: string | undefined;
  fence: number | undefined;
  sessionKey: number | undefined;
  timeoutMs: number | undefined;
  dueAt: number | undefined;
  deadlineAt: number | undefined;
  readyAt: number | undefined;
  dispatchedAt: number | undefined;
  startedAt: number | undefined;
  stopAt: number | undefined;
  pausedAt: number | undefined;
  heldState: number | undefined;
  heldDueAt: number | undefined;
  tries: number;
  onTries: readonly number[] | undefined;
  lost: number;
  reason: Reason | undefined;
  /** JSON text. */
  input: string | undefined;
  limits: RecordedLimits | undefined;
  /** Of a one-task run, whose only row this is. */
  solo: RunFactsRow | undefined;
}

export interface TaskEndRow {
  runId: string;
  taskNo: number;
  state: number;
  attemptNo: number;
  attemptId: string | undefined;
  fence: number | undefined;
  sessionKey: number | undefined;
  dispatchedAt: number | undefined;
  endedAt: number;
  /** By the clock of those who look on. */
  seenAt: number;
  exitCode: number | undefined;
  reason: Reason | undefined;
  output: JsonObject | undefined;
}

export type AttemptEndRow = Omit<TaskEndRow, 'output'>;

export interface RunEndRow extends RunFactsRow {
  id: string;
  state: number;
  endedAt: number;
  seenAt: number;
  reason: Reason | undefined;
  output: JsonObject | undefined;
  attemptNo: number | undefined;
  attemptId: string | undefined;
  fence: number | undefined;
  sessionKey: number | undefined;
  exitCode: number | undefined;
}

/** One a run and transaction, in the order of commits. */
export interface EventRow {
  runId: string;
  at: number;
  actor: string | undefined;
  runState: number | undefined;
  /** JSON texts of transitions. */
  steps: readonly string[];
}

/** A lane never changes. */
export type LaneRow = LaneRecord & { readonly projectKey: number };

export interface SessionRow extends NewSession {
  key: number;
  state: 'online' | 'left' | 'lost';
  lostAt?: number;
}

export interface LeaseRow {
  sessionKey: number;
  until: number;
  /** What the node it is connected to last said. */
  beat: Beat | undefined;
  silentAt: number;
}

export interface ScheduleRow {
  key: number;
  id: string;
  name: string;
  scope: Scope;
  project: string;
  workflow: string;
  workflowKey: number;
  definition: ScheduleDocument;
  state: 'enabled' | 'paused' | 'quarantined' | 'ended';
  workflowPaused: boolean;
  nextFireAt: number | undefined;
  dueAt: number | undefined;
  floor: number;
  claimedUntil: number;
  passedUntil: number | undefined;
  heldFrom: number | undefined;
  lastRunId: string | undefined;
  pausedAt: number | undefined;
  resumeAt: number | undefined;
  failures: number;
  updatedAt: number;
}

export interface FiringRow extends Pick<FiringDecision, 'outcome' | 'reason' | 'notes'> {
  scheduleKey: number;
  logicalTime: number;
  through: number | undefined;
  startAt: number | undefined;
  runId: string | undefined;
  heldUntil: number | undefined;
}

export interface HoldRow {
  runId: string;
  kind: HoldKind;
  tenantKey: number;
  scheduleKey: number;
  logicalTime: number;
}

export interface DeploymentRow {
  versionKey: number;
  paused: boolean;
  /** When its pause ends by itself. */
  resumeAt?: number | undefined;
}

export interface ApprovalRow {
  id: string;
  runId: string;
  taskNo: number;
  tenantKey: number;
  state: 'open' | 'approved' | 'rejected' | 'expired';
  expiresAt: number;
  actor: string | undefined;
  comment: string | undefined;
  input: JsonObject | undefined;
}

export interface WaitRow
  extends Pick<WaitRecord, 'runId' | 'taskNo' | 'task' | 'scope' | 'kind' | 'spec' | 'checks' | 'answer' | 'met'> {
  topics: ReadonlySet<string>;
  since: number;
  expiresAt: number | undefined;
  checkedAt: number | undefined;
}

/** Sent to a run: events to all that wait are in no history. */
export interface SignalRow extends NewSignal {
  runId: string;
  /** By the clock of those who look on. */
  seenAt: number;
}

export interface SignalTakenRow {
  runId: string;
  signalId: string;
  taskNo: number;
}

export interface SlaRow {
  runId: string;
  taskNo: number;
  kind: SlaKind;
  scope: Scope;
  term: number;
  usualMs: number | undefined;
  dueAt: number | undefined;
  missedAt: number | undefined;
  predictedAt: number | undefined;
  createdAt: number;
}

export interface LimitKeyRow {
  id: string;
  definition: number;
  max: number | undefined;
}

export interface LimitSlotRow {
  limitId: string;
  runId: string;
  taskNo: number;
}

export interface LimitWaitRow extends LimitSlotRow {
  rank: number;
  since: number;
  /** It waits for other limits, too. */
  several: boolean;
}
