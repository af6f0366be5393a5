/**
 * The plan: a workflow version compiled once into numbered tasks with their edges and everything the
 * engine asks for on the hot path. A plan depends on the version alone, so every node may cache it.
 */
import type { FailureStrategy, Json, JsonObject, OutputType } from '../definition/document.ts';
import type { ProducedDataset } from '../definition/dataset-document.ts';
import type { Phase } from '../definition/document-tasks.ts';
import type { TaskType } from '../definition/task-types.ts';
import type { TaskLimits } from '../limits/task-limits.ts';
import type { SlaPromise } from '../run/sla.ts';
import type { Requirement } from '../placement/requirement.ts';
import type { WorkersDocument } from '../placement/selector.ts';
import type { ChildrenSpec } from './expansion.ts';
import type { TriggerRule } from './rules.ts';
import type { RetryPlan } from './retry-plan.ts';

/** What the worker is told of a task, the same for every run of the version. Expressions are unresolved. */
export interface TaskDefinition {
  readonly type: string;
  readonly with: JsonObject;
  readonly env: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, Json>>;
  readonly outputs: Readonly<Record<string, OutputType>>;
  readonly attemptTimeoutMs: number;
  /** How long its worker may be out of touch before the attempt is given to another; the session's lease when absent. */
  readonly leaseMs?: number;
  /** It stops when its lease cannot be renewed, also where only the store is away. */
  readonly exclusive?: true;
}

export interface PlanTask {
  readonly no: number;
  /** `load`, or `load.stage` for one that stands in a group. */
  readonly id: string;
  /** What tasks beside it call it. */
  readonly name: string;
  /** Id of the group around it; empty: none. */
  readonly within: string;
  /** It stands for the group of its name. */
  readonly part: 'entry' | 'end' | undefined;
  /** Entry of its group: what bars the group bars the task, whatever its own rule says. */
  readonly gate: number | undefined;
  readonly phase: Phase;
  readonly type: TaskType;
  readonly upstreams: readonly number[];
  readonly children: readonly number[];
  /** Those of `upstreams` that choose among their downstreams. */
  readonly switches: readonly number[];
  /** What counting decides. */
  readonly rule: TriggerRule;
  /** Decides whether it runs or is skipped when all upstreams are final; `rule` is then `all_done`. */
  readonly ruleWhen: string | undefined;
  readonly when: string | undefined;
  readonly allowFailure: boolean;
  /** Its failure fails the run: neither it nor a group around it is allowed to. */
  readonly failsRun: boolean;
  readonly retry: RetryPlan;
  /** Brought up to date by its success; its partitions may hold expressions. */
  readonly produces: readonly ProducedDataset[];
  /** Undefined where it has none of its own. */
  readonly limits: TaskLimits | undefined;
  /** Enforced by the servers; undefined where only the worker's default limit holds. */
  readonly attemptTimeoutMs: number | undefined;
  readonly queueTimeoutMs: number | undefined;
  /** Of all attempts together, from when it was first ready. */
  readonly taskTimeoutMs: number | undefined;
  readonly priority: number;
  readonly requirement: Requirement;
  /** Where expressions decide which workers it may go to. */
  readonly workers: WorkersDocument | undefined;
  /** No condition, expression or scheduler-side type: the store may start it by counting alone. */
  readonly fused: boolean;
  /** It is carried out by child runs; undefined for all others. */
  readonly expands: ChildrenSpec | undefined;
  readonly definition: TaskDefinition;
}

export interface Plan {
  readonly tasks: readonly PlanTask[];
  readonly byId: ReadonlyMap<string, PlanTask>;
  readonly roots: readonly number[];
  /** Number of tasks without downstreams: the phase can end when all of these are final. */
  readonly sinks: number;
  /** Of the tasks that follow the main ones; undefined where there are none. */
  readonly later: Readonly<Record<LaterPhase, PhasePlan | undefined>>;
  /** Which task undoes which main task, by number. */
  readonly compensations: readonly { readonly of: number; readonly by: number }[];
  /** What its runs and their tasks promise; mostly nothing. */
  readonly sla: readonly SlaPromise[];
  readonly failure: FailureStrategy;
  /** A run of one task is one row, where run and task cannot differ in their end, time limit or outputs. */
  readonly solo: boolean;
  readonly runTimeoutMs: number | undefined;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Maps of tasks that follow the main ones as a graph of their own. */
export type LaterPhase = Exclude<Phase, 'tasks' | 'compensate'>;

export interface PhasePlan {
  readonly roots: readonly number[];
  readonly sinks: number;
}
