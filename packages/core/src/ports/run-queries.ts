/** Runs as people look at them: the open ones, the finished ones, and everything that belongs to them. */
import type { Resources } from '../placement/resources.ts';
import type { Json, JsonObject, WorkflowDocument } from '../definition/document.ts';
import type { RunFacts } from '../explain/facts.ts';
import type { FindInChunk, LogHit } from '../log/find-in-log.ts';
import type { Phase } from '../definition/document-tasks.ts';
import type { UsualTimes } from '../run/usual-times.ts';
import type { AttemptState, Reason, RunState, TaskRunState } from '../run/states.ts';
import type { Page } from './catalog.ts';
import type { TenantScope } from './scope.ts';

export interface RunRecord {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly version: number;
  readonly versionKey: number;
  readonly workflowKey: number;
  readonly state: RunState;
  readonly reason: Reason | undefined;
  readonly createdAt: Date;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly logicalTime: Date | undefined;
  /** The date the run covers (VOCABULARY §3). */
  readonly logicalDate: string;
  readonly triggerKind: string;
  readonly actor: string;
  readonly params: JsonObject;
  readonly output: JsonObject | undefined;
  /** The finished run that it runs again. */
  readonly rerunOf?: string | undefined;
  /** It, or a task of it, did not begin or succeed by the time that was promised. */
  readonly slaMissed: boolean;
  /** The task run of another run that it was started for. */
  readonly parent?: RunParent | undefined;
  /** Of a one-task run: the number of its last attempt. */
  readonly attempt?: number | undefined;
  /** Attempts of its tasks beyond the first of each. */
  readonly retries: number;
  /** Of its version's document. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface RunParent {
  readonly runId: string;
  readonly taskNo: number;
  readonly task: string;
  /** From 0. */
  readonly round: number;
  /** From 0, in its round. */
  readonly position: number;
  readonly key: string | null;
  readonly item: Json | null;
  /** Levels above it; undefined among the children of one run. */
  readonly depth?: number;
  /** A piece of the same workflow, as a turn of a loop; else a run of another workflow. */
  readonly isPart: boolean;
}

/** Child runs of the last attempt of each task, in the order in which they were started. */
export interface ChildFilter {
  readonly taskNo?: number;
  readonly states?: readonly RunState[];
  /** Parts of its own workflow, and no runs of others. */
  readonly partsOnly?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

/** Of the last attempt of a task run, over all its rounds. */
export interface ChildTotals {
  /** How many there will be in this round, where it is known. */
  readonly of: number | undefined;
  /** That have begun so far. */
  readonly rounds: number;
  readonly open: number;
  readonly success: number;
  readonly failed: number;
  readonly stopped: number;
}

/** One of the runs that were made of one another: the first, its reruns, and theirs. */
export interface FamilyMember {
  readonly id: string;
  readonly rerunOf: string | undefined;
  readonly state: RunState;
  readonly actor: string;
  readonly createdAt: Date;
}

/** Those that fit all that is given. A page may hold fewer than its limit, or none, and still have a cursor. */
export interface RunFilter {
  /** Only among these. */
  readonly ids?: readonly string[];
  /** Only from the first of these ids to the last. */
  readonly idRange?: { readonly first: string; readonly last: string };
  readonly project?: string;
  readonly workflow?: string;
  /** A number of the workflow's versions. */
  readonly version?: number;
  readonly triggerKinds?: readonly string[];
  /** That their version's document has; null: with any value. */
  readonly labels?: Readonly<Record<string, string | null>>;
  /** What the fingerprint of the cause begins with that they failed of. */
  readonly fingerprint?: string;
  /** Of their params, each as text. */
  readonly input?: Readonly<Record<string, string>>;
  readonly states?: readonly RunState[];
  readonly createdAfter?: Date;
  readonly createdBefore?: Date;
  /** Ended then or later; a run that has not ended is none of these. */
  readonly endedAfter?: Date;
  readonly endedBefore?: Date;
  /** Also runs that are a part of another one. */
  readonly children?: boolean;
  /** Only those that missed a promise. */
  readonly slaMissed?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface TaskRunRecord {
  readonly runId: string;
  readonly taskNo: number;
  readonly task: string;
  readonly type: string;
  readonly phase: Phase;
  readonly state: TaskRunState;
  readonly reason: Reason | undefined;
  /** A person paused it: what follows its live attempt waits. */
  readonly isPaused: boolean;
  readonly attempt: number;
  readonly worker: string | undefined;
  readonly readyAt: Date | undefined;
  readonly dispatchedAt: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly dueAt: Date | undefined;
  readonly exitCode: number | undefined;
  readonly input: JsonObject | undefined;
  readonly output: JsonObject | undefined;
  /** Of a task that waits for runs which it started. */
  readonly children?: ChildTotals | undefined;
}

/** Task numbers from `from` up to, not including, `to`. */
export interface TaskRange {
  readonly from: number;
  readonly to: number;
}

export interface AttemptRecord {
  readonly id: string;
  readonly runId: string;
  readonly taskNo: number;
  readonly attempt: number;
  readonly state: AttemptState;
  readonly reason: Reason | undefined;
  readonly fence: string;
  readonly worker: string | undefined;
  readonly dispatchedAt: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly exitCode: number | undefined;
}

/** One task's or, without `task`, the run's own step. */
export interface Transition {
  readonly task?: string;
  readonly attempt?: number;
  readonly to: string;
  readonly reason?: Reason;
}

export interface EventRecord {
  readonly runId: string;
  readonly seq: string;
  readonly at: Date;
  readonly actor: string | undefined;
  readonly runState: RunState | undefined;
  readonly transitions: readonly Transition[];
}

export interface FeedEvent extends EventRecord {
  /** The greatest number of a transaction up to this event in its run: rises over the feed, and with `seq` within a run. */
  readonly order: string;
}

export interface EventFeed {
  /** By `order`, then `seq`. */
  readonly events: readonly FeedEvent[];
  /** The `order` to go on behind. */
  readonly cursor: string;
  /** Whether the next page can be read at once, however many events this one has. */
  readonly more: boolean;
}

export interface LogSlice {
  /** Bytes from `offset`, at most `limit`. */
  readonly text: Uint8Array;
  readonly offset: number;
  readonly nextOffset: number;
  /** True when the attempt is final and nothing follows. */
  readonly complete: boolean;
  /** Of the whole log, as far as it has come. */
  readonly size: number;
  /** Number of the line that begins at `offset`, where a line was asked for. */
  readonly line?: number;
}

/**
 * A part of a log: bytes from a place, the last ones, or those around a line, which then begin with a whole line at most half
 * of the limit before it. A line behind the end is the last one.
 */
export type LogRange =
  | { readonly offset: number; readonly limit: number }
  | { readonly tail: number }
  | { readonly line: number; readonly limit: number };

export interface LogSearch {
  readonly find: FindInChunk;
  readonly cursor: string | undefined;
  readonly limit: number;
  /** Looked at before it stops and gives a cursor. */
  readonly maxBytes: number;
}

export interface LogFound {
  readonly hits: readonly LogHit[];
  /** To go on from; undefined when the log was looked at to its end, as far as it has come. */
  readonly nextCursor: string | undefined;
  /** Bytes from the start that were looked at, by this search and those before it. */
  readonly searched: number;
  readonly size: number;
}

interface AttemptPlace {
  readonly runId: string;
  readonly taskNo: number;
  readonly attempt: number;
}

export interface ArtifactRecord {
  readonly runId: string;
  readonly taskNo: number;
  readonly task: string;
  readonly attempt: number;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly sha256: string;
}

export interface WorkerRecord {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly state: string;
  readonly capabilities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** What it has beside slots, and what its attempts asked for. */
  readonly resources: Resources;
  readonly used: Resources;
  readonly slots: number;
  readonly busy: number;
  /** Assignments that it may still be sent, as of its last beat. */
  readonly room: number;
  readonly version: string;
  readonly host: string;
  readonly connectedAt: Date;
  readonly leaseUntil: Date;
}

export interface RunQueries {
  runs(scope: TenantScope & { readonly environmentKey: number }, filter: RunFilter): Promise<Page<RunRecord>>;
  run(scope: TenantScope, id: string): Promise<(RunRecord & { readonly document: WorkflowDocument }) | undefined>;
  children(scope: TenantScope, runId: string, filter: ChildFilter): Promise<Page<RunRecord>>;
  /** The run with the runs it was made of and those made of it, newest first; alone where there are none. */
  family(scope: TenantScope, id: string): Promise<readonly FamilyMember[]>;
  /** Every task of the run's version, also those without a row: they are `pending`, or ended with the run. */
  taskRuns(scope: TenantScope, runId: string, range?: TaskRange): Promise<readonly TaskRunRecord[] | undefined>;
  /** Of each run the tasks of its version with their states, in the order of the runs; for runs that the caller may see. */
  taskStates(
    runs: readonly Pick<RunRecord, 'id' | 'versionKey' | 'state'>[],
  ): Promise<readonly (readonly { readonly task: string; readonly state: TaskRunState }[])[]>;
  /** By the workflow's key, in ms: how long its last successful runs took; one that never succeeded is left out. */
  usualDurations(
    scope: TenantScope & { readonly environmentKey: number },
    workflowKeys: readonly number[],
  ): Promise<ReadonlyMap<number, number>>;
  /** How the last successful runs of its workflow before it went; undefined where too few are known. */
  usualTimes(
    scope: TenantScope,
    run: Pick<RunRecord, 'id' | 'environment' | 'versionKey'>,
  ): Promise<UsualTimes | undefined>;
  taskRun(scope: TenantScope, runId: string, taskNo: number): Promise<TaskRunRecord | undefined>;
  /** What is needed to tell why the run and its task runs wait; of a finished run only its end. */
  facts(scope: TenantScope, runId: string): Promise<RunFacts | undefined>;
  /** Oldest first; undefined when there is no such task run. */
  attempts(scope: TenantScope, runId: string, taskNo: number): Promise<readonly AttemptRecord[] | undefined>;
  /** Oldest first, from behind `afterSeq`. */
  events(
    scope: TenantScope,
    runId: string,
    page: { readonly afterSeq: string | undefined; readonly limit: number },
  ): Promise<readonly EventRecord[]>;
  /**
   * Committed events behind the cursor. Never skips one, and gives those of a run by `seq`, over all pages; what has
   * one `order` is given whole or not at all, so there may be a few more than `limit`, or fewer.
   */
  feed(scope: TenantScope, after: string | undefined, limit: number): Promise<EventFeed>;
  log(scope: TenantScope, of: AttemptPlace, range: LogRange): Promise<LogSlice | undefined>;
  /** Goes through a log of any length in bounded steps, a chunk at a time. */
  searchLog(scope: TenantScope, of: AttemptPlace, search: LogSearch): Promise<LogFound | undefined>;
  artifacts(scope: TenantScope, runId: string): Promise<readonly ArtifactRecord[] | undefined>;
  /** The artifact's bytes in order, one chunk at a time. */
  artifact(
    scope: TenantScope,
    of: AttemptPlace & { readonly name: string },
  ): Promise<{ readonly record: ArtifactRecord; readonly body: AsyncIterable<Uint8Array> } | undefined>;
  workers(scope: TenantScope): Promise<readonly WorkerRecord[]>;
  /** Whether the store answers and its schema is the program's. */
  ready(): Promise<boolean>;
}
