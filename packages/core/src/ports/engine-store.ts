/**
 * The engine's side of the store: the few statements that carry the load, each one round trip and one
 * commit whatever the batch. Rules that hold for all of them (docs/architecture/store.md):
 * - a row that is not returned was not touched: somebody else was first, or the caller is stale;
 * - locks are taken in the order run, then task runs, both by id;
 * - a batch never names the same row twice.
 */
import type { JsonObject } from '../definition/document.ts';
import type { SaidText } from '../said.ts';
import type { ChainStep } from '../dag/chain-step.ts';
import type { ChildPlace } from '../dag/expansion.ts';
import type { RunEndState } from '../run/phases.ts';
import type { Reason } from '../run/states.ts';
import type { ApprovalEngineStore } from './approval-store.ts';
import type { BackfillEngineStore } from './backfill-store.ts';
import type { BulkEngineStore } from './bulk-store.ts';
import type { ChildrenStore, EndedRuns } from './children-store.ts';
import type { Term, TermStore } from './coordinator.ts';
import type { CompensationStore } from './compensation-store.ts';
import type { ClockWitnessStore } from './incident-store.ts';
import type { Pulse, PulseHorizon } from './pulse.ts';
import type { Fired, FirePlan, FiringSchedule, HeldRun, ReleasedRun, ScheduleClaim } from './schedule-store.ts';
import type { ScheduleControl } from './schedule-control.ts';
import type { Idempotency, KeyHolder } from './idempotency.ts';
import type { StartRequest, StopOrigin, StopResult } from './run-commands.ts';
import type { LimitEngineStore } from './limit-store.ts';
import type { RunControlStore } from './run-control-store.ts';
import type { SlaStore } from './sla-store.ts';
import type { WaitEngineStore } from './wait-store.ts';
import type { TenantScope } from './scope.ts';
import type { VersionRecord } from './catalog.ts';
import type { Requirement } from '../placement/requirement.ts';
import type { Resources } from '../placement/resources.ts';
import type { BacklogLane, QueueEngineStore } from './queue-store.ts';
import type { AlikeRuns, Claimed, Leased, NewRun, StartedRuns } from './placements.ts';
import type {
  Advanced,
  ChildProgress,
  Completion,
  Decision,
  EndableRun,
  GraphCompletion,
  Retry,
  RunEnd,
} from './completions.ts';

/** Flushes of completions that a node may have in flight at once; more gained nothing on two cores. */
export const COMPLETION_SHARDS = 3;

/** A version with the names that tasks are told. */
export interface EngineVersion extends VersionRecord {
  readonly project: string;
  readonly workflow: string;
  readonly tenant: string;
  readonly projectKey: number;
}

/** What all its task runs have in common: whatever a queue or a worker could ask of them. */
export interface LaneRecord extends Requirement {
  readonly key: number;
  readonly tenant: string;
  readonly project: string;
}

/** When something falls due next, and what time it is, both by the store's clock. */
export interface NextDue {
  readonly at: Date;
  readonly now: Date;
}

/** A row on which something must happen now. */
export interface DueTask {
  readonly runId: string;
  readonly taskNo: number;
  readonly state: number;
  readonly done: number;
  readonly attemptId: string | undefined;
  readonly fence: number | undefined;
  readonly sessionKey: number | undefined;
  readonly attempt: number;
  readonly versionKey: number;
  readonly laneKey: number;
  /** The deadline of all its attempts has passed. */
  readonly overdue: boolean;
  /** When it comes up again by itself: it is this taker's until then. */
  readonly takenUntil: Date;
}

/** What a live attempt's task run has used up so far. */
export interface AttemptBudget {
  readonly tries: number;
  readonly ruleTries: readonly number[];
  readonly lost: number;
  readonly attempt: number;
  readonly stopReason: Reason | undefined;
  /** Since the first attempt was dispatched. */
  readonly elapsedMs: number;
  /** Until the deadline of all attempts; undefined: there is none. */
  readonly remainingMs: number | undefined;
}

export interface LiveAttempt extends Claimed {
  /** Why it is to stop, where it is. */
  readonly stopReason: Reason | undefined;
  readonly tries: number;
  readonly lost: number;
  readonly laneKey: number;
}

export interface OrphanedAttempt extends LiveAttempt {
  readonly sessionKey: number;
  /** Since its session was lost; undefined where the worker has left. */
  readonly lostForMs: number | undefined;
}

/** Immutable facts of an open run that expressions read. */
export interface RunContextRecord {
  readonly runId: string;
  readonly versionKey: number;
  readonly workflowKey: number;
  readonly tenantKey: number;
  readonly projectKey: number;
  readonly environmentKey: number;
  readonly params: JsonObject;
  readonly logicalTime: Date | undefined;
  readonly triggerKind: string;
  readonly actor: string;
  readonly rerunOf: string | undefined;
  /** Of the run; undefined for one whose only task is ranked already. */
  readonly priority: number | undefined;
  readonly createdAt: Date;
  /** What the main tasks ended as, once they have. */
  readonly mainEnd: RunEndState | undefined;
  /** Where it stands in the run that it was started for. */
  readonly place?: ChildPlace | undefined;
}

export interface FinishedUpstream {
  readonly taskNo: number;
  readonly state: number;
  readonly attempt: number;
  readonly exitCode: number | undefined;
  readonly reason: Reason | undefined;
  readonly output: JsonObject | undefined;
}

/** What the node that a worker is connected to knows of it. */
export interface Beat {
  readonly key: number;
  readonly busy: number;
  /** Assignments that it may still be sent. */
  readonly room: number;
  readonly isDraining: boolean;
  /** Attempts that it was given, by lane. */
  readonly running: ReadonlyMap<number, number>;
}

export interface BeatTimes {
  readonly leaseMs: number;
  /** Without another beat it is given no work from then on. */
  readonly silentAfterMs: number;
}

export interface NewSession {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly capabilities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** What it has beside slots. */
  readonly resources: Resources;
  readonly slots: number;
  readonly version: string;
  readonly host: string;
  readonly leaseMs: number;
}

export interface LogChunkRecord {
  readonly runId: string;
  readonly taskNo: number;
  readonly attempt: number;
  readonly seq: number;
  readonly firstByte: number;
  readonly lines: number;
  readonly body: Uint8Array;
}

export interface ArtifactUpload {
  readonly runId: string;
  readonly taskNo: number;
  readonly attempt: number;
  readonly attemptId: string;
  readonly fence: number;
  readonly name: string;
  readonly contentType: string;
}

/** Of a task run that ends by decision. */
export type KeptOutput = Pick<ArtifactUpload, 'runId' | 'taskNo' | 'attempt' | 'name'>;

export interface StopOutcome {
  readonly result: StopResult;
  /** Live attempts to be told. */
  readonly live: readonly { readonly sessionKey: number; readonly attemptId: string; readonly reason: Reason }[];
  readonly ended: boolean;
  /** Runs that it started go on until they have been stopped, too. */
  readonly hasChildren?: boolean;
  /** Nothing of it runs any more, and the tasks of `onFailure` or `finally` are next. */
  readonly endable?: EndableRun;
}

export interface EngineStore
  extends ApprovalEngineStore,
    BackfillEngineStore,
    BulkEngineStore,
    ChildrenStore,
    ClockWitnessStore,
    CompensationStore,
    QueueEngineStore,
    LimitEngineStore,
    RunControlStore,
    SlaStore,
    TermStore,
    WaitEngineStore {
  version(key: number): Promise<EngineVersion | undefined>;
  environmentName(key: number): Promise<string | undefined>;
  variables(scope: TenantScope & { readonly projectKey: number; readonly environmentKey: number }): Promise<JsonObject>;
  lane(requirement: Requirement, of: Pick<EngineVersion, 'projectKey' | 'project' | 'tenant'>): Promise<LaneRecord>;
  /** Lanes with a ready row. */
  backlog(): Promise<readonly BacklogLane[]>;

  startSolo(runs: readonly NewRun[]): Promise<StartedRuns>;
  startGraph(runs: readonly NewRun[]): Promise<StartedRuns>;
  /** All or none: none where the key is taken. The ids of the others follow from that of the first. */
  startTogether(runs: readonly NewRun[], key: Idempotency | undefined): Promise<StartedRuns>;
  /** The same for many that are alike, at a fraction of what that costs. @returns whether they were made */
  startAlike(runs: AlikeRuns, key: Idempotency | undefined): Promise<boolean>;
  /** What an idempotency key stands for; undefined when it is unknown. */
  idempotent(request: Pick<StartRequest, 'scope' | 'idempotency'>): Promise<KeyHolder | undefined>;
  claim(request: {
    readonly sessionKey: number;
    readonly laneKey: number;
    readonly limit: number;
    readonly lowRank: number;
  }): Promise<readonly Claimed[]>;
  /** One-task runs: the end of the task is the end of the run. Returns those that counted. */
  finishSolo(completions: readonly Completion[], shard: number): Promise<EndedRuns>;
  advance(completions: readonly GraphCompletion[], early: boolean, shard: number): Promise<Advanced>;
  /**
   * The same for steps of as many runs, in the order of their ids. What is not accepted found its run, its task or the child
   * otherwise than such a step does, and is for {@link advance}.
   */
  advanceSteps(steps: readonly ChainStep[], shard: number): Promise<Advanced>;
  endRuns(ends: readonly RunEnd[], shard: number): Promise<EndedRuns>;
  /** Starts, queues or parks pending task runs; the rest has changed meanwhile. */
  promote(decisions: readonly Decision[]): Promise<readonly (Leased & { readonly sessionKey: number | undefined })[]>;
  retry(retries: readonly Retry[]): Promise<ReadonlySet<string>>;
  /** Puts retrying task runs into their lane again. */
  requeue(
    tasks: readonly {
      readonly runId: string;
      readonly taskNo: number;
      readonly readyRank: number;
      readonly dueMs: number | undefined;
    }[],
  ): Promise<ReadonlySet<string>>;
  /** Writes `running` for attempts that take a while. */
  markRunning(
    started: readonly {
      readonly runId: string;
      readonly taskNo: number;
      readonly attemptId: string;
      readonly fence: number;
      readonly startedAtMs: number;
      readonly step: string;
    }[],
  ): Promise<void>;
  /** True when the attempt's end is already in history: a report that was sent twice. */
  alreadyAccepted(attempt: {
    readonly runId: string;
    readonly taskNo: number;
    readonly attemptId: string;
  }): Promise<boolean>;
  attemptBudget(attempt: {
    readonly runId: string;
    readonly taskNo: number;
    readonly attemptId: string;
  }): Promise<AttemptBudget | undefined>;

  runContext(runId: string): Promise<RunContextRecord | undefined>;
  finishedTasks(runId: string, taskNos: readonly number[]): Promise<readonly FinishedUpstream[]>;
  /** Number of the task run that failed first. */
  firstFailed(runId: string): Promise<number | undefined>;

  /** Takes due task runs for ten seconds; whoever dies meanwhile leaves them to the next sweep. */
  takeDueTasks(limit: number): Promise<readonly DueTask[]>;
  takeDueRuns(limit: number): Promise<readonly { readonly runId: string; readonly tenantKey: number }[]>;
  /** When the next task run or run falls due, within the horizon. */
  nextDue(horizonMs: number): Promise<NextDue | undefined>;
  pulse(horizon: PulseHorizon): Promise<Pulse>;

  openSession(session: NewSession): Promise<number>;
  /** The key of a session whose lease still holds, renewed. */
  resumeSession(id: string, leaseMs: number): Promise<{ readonly key: number } | undefined>;
  /** Ends a worker's earlier session, and makes what is live of it the later one's (GUARANTEES 6.8). */
  adoptAttempts(earlierId: string, sessionKey: number): Promise<void>;
  /** Keeps that a worker's disk is full, or no longer, with its labels. */
  noteDisk(sessionKey: number, isFull: boolean): Promise<void>;
  beat(sessions: readonly Beat[], times: BeatTimes): Promise<ReadonlySet<number>>;
  /** A worker that left: its lease ends now and what it left behind is rescued at once. */
  endSession(key: number): Promise<void>;
  liveAttempts(sessionKey: number): Promise<readonly LiveAttempt[]>;
  /**
   * Ends sessions whose lease of so many milliseconds ran out so long ago (GUARANTEES 6.2), but none where the store's
   * clock is further than so much from what it is expected to say. How many, and what the store's clock says.
   */
  expireSessions(
    times: { readonly marginMs: number; readonly leaseMs: number },
    expected?: { readonly now: number; readonly withinMs: number },
  ): Promise<{ readonly expired: number; readonly now: number }>;
  /** Live attempts of sessions that have no lease any more. Reads the hot table. */
  orphanedAttempts(): Promise<readonly OrphanedAttempt[]>;

  stop(scope: TenantScope, runId: string, by: StopOrigin): Promise<StopOutcome>;
  /** Stops that these sessions may not have been told of. */
  pendingStops(sessionKeys: readonly number[]): Promise<StopOutcome['live']>;

  appendLogs(chunks: readonly LogChunkRecord[]): Promise<void>;
  putArtifact(upload: ArtifactUpload, body: AsyncIterable<Uint8Array>): Promise<{ readonly sha256: string }>;
  /** As an artifact; the same again changes nothing. */
  keepOutput(output: KeptOutput, text: string): Promise<void>;
  /** The task run that a live attempt is of; undefined when the attempt is stale. */
  artifactReader(attempt: {
    readonly runId: string;
    readonly attemptId: string;
    readonly fence: number;
  }): Promise<{ readonly versionKey: number; readonly taskNo: number } | undefined>;
  readArtifact(request: {
    readonly runId: string;
    readonly taskNo: number;
    readonly name: string;
  }): Promise<
    { readonly contentType: string; readonly size: number; readonly body: AsyncIterable<Uint8Array> } | undefined
  >;

  /** Those due within the look-ahead, for so long, and those that are overdue whoever has them. */
  claimSchedules(lookAheadMs: number, claimMs: number, limit: number): Promise<readonly ScheduleClaim[]>;
  /** Logical times that the ledger has as held, oldest first. */
  heldTimes(scheduleKey: number, from: Date, limit: number): Promise<readonly Date[]>;
  /** Fires many schedules in one transaction. What is not in the answer was somebody else's. */
  fire(plans: readonly FirePlan[]): Promise<Fired>;
  /** Notes that a schedule failed alone; the third time it is quarantined, and true is returned. */
  noteFailure(scheduleKey: number, error: string, said?: SaidText): Promise<boolean>;
  /** Quarantined schedules are tried again ten minutes after their last failure. */
  retryQuarantined(): Promise<number>;
  /** Resumes what was paused until now, schedules and workflows; of a workflow the audit tells. */
  resumeDue(): Promise<number>;
  /**
   * Makes enabled schedules due that have no time to be looked at. `waited`: fixed delays whose run has ended,
   * which is their way; `broken`: all others.
   */
  wakeSchedules(limit: number): Promise<{ readonly waited: number; readonly broken: readonly string[] }>;
  /** Runs that held runs or fixed delays wait for. */
  awaitedRuns(): Promise<readonly string[]>;
  /** Held runs that could start now, those of a schedule in order. */
  releasable(limit: number): Promise<readonly HeldRun[]>;
  /** Starts held runs whose time has come still; the others are not in the answer. */
  release(runs: readonly ReleasedRun[]): Promise<StartedRuns>;
  pauseSchedule: ScheduleControl['pause'];
  resumeSchedule: ScheduleControl['resume'];
  pauseWorkflow: ScheduleControl['pauseWorkflow'];
  resumeWorkflow: ScheduleControl['resumeWorkflow'];
  schedule(scope: TenantScope, id: string): Promise<FiringSchedule | undefined>;

  /**
   * Pending task runs some of whose upstreams have ended, a page behind another: those that wait for the rest,
   * and those that a crash left undecided.
   */
  undecided(
    olderThanMs: number,
    limit: number,
    after?: { readonly runId: string; readonly taskNo: number },
  ): Promise<readonly (ChildProgress & { readonly versionKey: number })[]>;
  /** Runs that could have ended. */
  endable(limit: number): Promise<readonly EndableRun[]>;
  /** Whether there is any run, task run, slot or place in line: where there is none, nothing was left behind either. */
  hasLive(): Promise<boolean>;
  makePartitions(by: Term): Promise<number>;
  /** Idempotency keys are kept for a day (GUARANTEES 4.1). */
  pruneIdempotency(by: Term): Promise<number>;
  /** Live attempts of these sessions that were leased so long ago. Reads the hot table. */
  longLive(
    sessionKeys: readonly number[],
    olderThanMs: number,
  ): Promise<readonly (LiveAttempt & { readonly sessionKey: number })[]>;

  now(): Promise<number>;
  hint(hint: 'ready' | 'stop' | 'schedule' | 'queue'): Promise<void>;
  /** Calls back on a hint from another node; hints may be lost, polling is the truth. */
  onHint(listener: (hint: 'ready' | 'stop' | 'schedule' | 'queue') => void): Promise<() => Promise<void>>;
}
