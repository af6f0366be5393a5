/**
 * A task that stands for several pieces of work waits, slot-free, for child runs. What it needs is decided here in
 * core, in two pure steps (next-children.ts): `expand` once, when the task becomes ready, and `nextChildren` each time
 * children have been started or have ended. The engine keeps the answers and the counts, starts each child at most once, and
 * knows nothing of loops.
 *
 * Children come in rounds: those of one round run side by side, numbered from 0 (`position`), and the next round
 * begins when none of the round before is open. A loop over a list is one round; each turn of a `while` is one.
 */
import type { Json, JsonObject, WhileDocument, WorkflowDocument } from '../definition/document.ts';
import type { ExpressionContext } from '../params/compiled-expression.ts';
import type { RunEndState } from '../run/phases.ts';
import type { Reason } from '../run/states.ts';
import type { PlanTask } from './plan.ts';

/** What repeats a task. */
export type LoopKind = 'for_each' | 'while' | 'sharding' | 'broadcast' | 'tasks';

/** What a plan says of a task that has children; undefined for all others. */
export interface ChildrenSpec {
  /** Which of core's rules decides. */
  readonly kind: 'workflow' | LoopKind;
  /** `nextChildren` evaluates expressions, too, and is given what they may read. */
  readonly readsContext: boolean;
  /** What a child runs, where that is a part of the document. */
  readonly part?: WorkflowDocument | undefined;
  /** Children at once; all when absent. */
  readonly max?: number | undefined;
  /** Items of one child; one when absent. */
  readonly batch?: number | undefined;
  readonly while?: WhileDocument | undefined;
  readonly shards?: number | undefined;
  /** No child is started any more when one has failed. */
  readonly failsFast?: boolean | undefined;
}

/**
 * What the expressions of the task came to, as it is recorded once: items, limits, target. Plain JSON, since another
 * node goes on with it after a crash. May be large; it is read once a node and kept.
 */
export type Expansion = JsonObject;

/** Levels of runs below one that is nobody's child, of workflows and of their parts (GUARANTEES 10.1). */
export const MAX_DEPTH = 10;

/** Children that an engine starts in one transaction, at most. */
export const MAX_CHILDREN_A_START = 500;

export interface ChildStart {
  /** That of the progress, or the one after it. */
  readonly round: number;
  /** From 0, without gaps. `index` of expressions. */
  readonly position: number;
  /** Undefined: it has none. */
  readonly item: Json | undefined;
  /** What people call it, where the position says too little: a worker, a shard. */
  readonly key?: string | undefined;
  readonly runs: ChildTarget;
  /** What is given to the child; undefined: what the parent's run was given (parts only). */
  readonly params?: JsonObject | undefined;
  /** False: the task does not wait for it, and what is done to the task does not reach it. */
  readonly isAwaited?: boolean | undefined;
}

export type ChildTarget =
  /** A part of the parent's version, or tasks given at run time. The same object each time saves looking it up again. */
  | { readonly kind: 'part'; readonly document: WorkflowDocument }
  /** `name`, or `project/name`. */
  | { readonly kind: 'workflow'; readonly workflow: string; readonly version: 'live' | number };

export interface Progress {
  /** From 0. */
  readonly round: number;
  /** Children of this round that were started: positions below this. */
  readonly started: number;
  /** Of these, not ended, and waited for. */
  readonly open: number;
  /** Of these, ended, but not as success. */
  readonly failed: number;
  /** All of this round by position, after `collect` was asked for. */
  readonly children?: readonly StartedChild[] | undefined;
}

export interface StartedChild {
  readonly position: number;
  /** As people see it: `run_…`. */
  readonly run: string;
  /** Undefined while it is open. */
  readonly state: RunEndState | undefined;
  readonly reason: Reason | undefined;
  /** Outputs of the run; of a part of one task, those of the task. */
  readonly output: JsonObject | undefined;
}

export type Next =
  /** At most {@link MAX_CHILDREN_A_START}, all of one round; asked again at once when they have been started. */
  | {
      readonly kind: 'start';
      readonly children: readonly ChildStart[];
      /** How many there will be in this round, where it is known. */
      readonly of?: number | undefined;
    }
  /** For children to end. */
  | { readonly kind: 'wait' }
  /** To be asked again with `progress.children`. */
  | { readonly kind: 'collect' }
  | {
      readonly kind: 'end';
      readonly state: 'success' | 'failed' | 'skipped';
      readonly reason?: Reason | undefined;
      readonly output?: JsonObject | undefined;
    };

export interface ChildrenQuestion {
  readonly task: PlanTask;
  readonly expansion: Expansion;
  readonly progress: Progress;
  /** Present where the spec says that it is read. */
  readonly context: ExpressionContext | undefined;
}

export const NO_PROGRESS: Progress = { round: 0, started: 0, open: 0, failed: 0 };

/** The child run as its expressions see it, besides what any run has. */
export interface ChildPlace {
  readonly parentRunId: string;
  readonly parentNo: number;
  readonly round: number;
  readonly position: number;
  readonly item: Json | undefined;
  /** 1 for a child of a run that is nobody's child. */
  readonly depth: number;
}
