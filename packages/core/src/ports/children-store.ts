/** The engine's side of the store for child runs. What they are needed for is decided in core/src/dag/next-children.ts. */
import type { UpdatedDataset } from './wait-store.ts';
import type { ChildPlace, Expansion, StartedChild } from '../dag/expansion.ts';
import type { Json, WorkflowDocument } from '../definition/document.ts';
import type { RunEndState } from '../run/phases.ts';
import type { Reason } from '../run/states.ts';
import type { NewRun, StartedRuns } from './placements.ts';
import type { Scope, TenantScope } from './scope.ts';

/** What a run is told of the task run that it is started for. */
export interface NewChild extends ChildPlace {
  readonly key: string | undefined;
  /** It is a part of the parent's workflow, which lists leave out. */
  readonly isPart: boolean;
}

/** Runs that ended, and those of them that count at a parent. */
export interface EndedRuns {
  readonly ended: ReadonlySet<string>;
  readonly children: readonly string[];
  readonly updated?: readonly UpdatedDataset[];
}

export interface ParentKey {
  readonly runId: string;
  readonly taskNo: number;
}

/** A task run with children, as it stands. Counts are of its current round. */
export interface ParentTask extends ParentKey {
  readonly state: number;
  /** Ended upstreams. */
  readonly done: number;
  readonly versionKey: number;
  /** Sets of children that were started so far. */
  readonly attempt: number;
  readonly tries: number;
  readonly ruleTries: readonly number[];
  /** Whether any of this attempt have been started. */
  readonly hasBegun: boolean;
  readonly round: number;
  readonly started: number;
  readonly open: number;
  readonly failed: number;
  readonly reason: Reason | undefined;
  readonly readyAtMs: number | undefined;
  /** Until the deadline of all attempts. */
  readonly remainingMs: number | undefined;
  /** Its row is its run, too. A rerun that keeps children has a row of its own, also where its version has one task. */
  readonly isSolo: boolean;
}

export interface KeptChild {
  readonly position: number;
  readonly runId: string;
  readonly state: RunEndState;
  readonly item: Json | undefined;
}

/** A child to start, or one that ended earlier and is used as it is. */
export interface ChildEntry {
  readonly position: number;
  readonly key: string | undefined;
  readonly item: Json | undefined;
  readonly isAwaited: boolean;
  readonly child: { readonly run: NewRun } | { readonly kept: Pick<KeptChild, 'runId' | 'state'> };
}

export interface ChildrenStartBatch {
  readonly parent: ParentTask;
  readonly task: string;
  readonly depth: number;
  readonly round: number;
  readonly children: readonly ChildEntry[];
  readonly of: number | undefined;
}

export interface TargetWorkflow {
  readonly scope: Scope;
  readonly workflowKey: number;
  readonly versionKey: number;
  readonly lifecycle: string;
}

/** A child that a command to its parent is to reach. */
export interface ReachedChild {
  readonly runId: string;
  readonly tenantKey: number;
  /** Of the parent's task run. */
  readonly reason: Reason | undefined;
}
export type Reach = 'stop' | 'pause' | 'resume';

export interface ChildrenStore {
  parentTask(key: ParentKey): Promise<ParentTask | undefined>;
  expansion(key: ParentKey): Promise<Expansion | undefined>;
  /** All of it, or undefined when the parent has moved on or others were faster. */
  startChildren(batch: ChildrenStartBatch): Promise<StartedRuns | undefined>;
  /** Counts those that ended and were not, at their parents; run again it does nothing. */
  countEnded(runIds: readonly string[]): Promise<readonly ParentKey[]>;
  childrenOf(parent: ParentTask): Promise<readonly StartedChild[]>;
  /** What earlier children at these positions came to, where that may be used. */
  keptChildren(parent: ParentTask, round: number, positions: readonly number[]): Promise<readonly KeptChild[]>;
  /** False when it has moved on. */
  retryParent(
    parent: ParentTask,
    retry: {
      readonly ruleTries: readonly number[] | undefined;
      readonly reason: Reason;
      readonly delayMs: number;
      readonly step: string;
    },
  ): Promise<boolean>;
  /** The back-off of a task with children is over: it waits for new ones. */
  expandAgain(key: ParentKey): Promise<boolean>;
  /** Its open children are to be stopped, and it ends after them; false when it has none. */
  stopParent(
    key: ParentKey,
    by: { readonly actor: string; readonly reason: Reason; readonly step: string },
  ): Promise<boolean>;
  /** Children that are to follow their parent and do not yet, behind the last one seen. */
  toReach(reach: Reach, runId: string, after: string, limit: number): Promise<readonly ReachedChild[]>;
  /** Task runs with children that are older, a page of them; `isBehind`: not all of its round have been started. */
  parents(
    olderThanMs: number,
    limit: number,
    after?: ParentKey,
  ): Promise<readonly (ParentKey & { readonly open: number; readonly isBehind: boolean })[]>;
  waitingTasks(runId: string): Promise<readonly ParentKey[]>;
  /** Children of these that ended and were not counted. */
  uncounted(parents: readonly ParentKey[]): Promise<readonly string[]>;
  /** Runs of these with children that a command to the run has not reached. */
  unreached(parents: readonly ParentKey[]): Promise<readonly { readonly runId: string; readonly reach: Reach }[]>;
  /** The hidden version that is this part of a version. */
  partVersion(versionKey: number, part: WorkflowDocument, hash: string): Promise<number>;
  workflowToStart(
    scope: TenantScope & { readonly environmentKey: number },
    target: { readonly project: string; readonly name: string; readonly version: number | undefined },
  ): Promise<TargetWorkflow | undefined>;
}
