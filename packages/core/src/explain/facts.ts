/**
 * What an explanation is made from: the rows as they stand, and what the engine's own conditions say of them. The
 * store evaluates those by the very texts that its claims and promotions are made of (store/src/sql/conditions.ts).
 */
import type { Plan } from '../dag/plan.ts';
import type { Counters } from '../dag/rules.ts';
import type { WorkerStanding } from '../placement/verdict.ts';
import type { HoldKind } from '../ports/schedule-store.ts';
import type { LaneRecord } from '../ports/engine-store.ts';
import type { Phase } from '../definition/document-tasks.ts';
import type { Reason, RunState, TaskRunState } from '../run/states.ts';
import type { WaitFacts } from './awaits-check.ts';
import type { LimitFacts } from './limit-checks.ts';
import type { QueueFacts } from './queue-checks.ts';

export interface RunFacts {
  readonly runId: string;
  /** By the store's clock. */
  readonly now: Date;
  readonly plan: Plan;
  readonly state: RunState;
  readonly reason: Reason | undefined;
  readonly phase: Phase;
  readonly createdAt: Date;
  readonly pausedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** The engine lets its pending task runs go on. */
  readonly isMoving: boolean;
  readonly hold: HoldFacts | undefined;
  /** That hold it as a whole. */
  readonly limits?: readonly LimitFacts[];
  /** By task number. Those that are missing have no row: none of their upstreams has ended. */
  readonly tasks: ReadonlyMap<number, TaskFacts>;
  readonly workers: readonly WorkerFacts[];
  /** Where something is ready. */
  readonly queues?: QueueFacts | undefined;
}

/** Why an accepted run has not begun. */
export interface HoldFacts {
  readonly kind: HoldKind;
  /** Of the holds of schedules. */
  readonly logicalTime: Date | undefined;
  /** Absent: it was removed, and only the pace holds its runs. */
  readonly schedule: { readonly id: string; readonly name: string; readonly overlap: string } | undefined;
  /** It may start as far as its schedule's other runs go. */
  readonly mayStart: boolean;
  /** The run before it, when that is open. */
  readonly awaits: string | undefined;
  /** Runs of the schedule that go first. */
  readonly ahead: number;
  /** When its tenant may catch up again; absent: it may. */
  readonly paceFreeAt: Date | undefined;
}

export interface TaskFacts {
  readonly state: TaskRunState;
  readonly reason: Reason | undefined;
  /** A claim may lease it. */
  readonly isClaimable: boolean;
  /** The time it waits for has come. */
  readonly isDue: boolean;
  readonly counters: Counters;
  readonly attempt: number;
  readonly tries: number;
  /** A person paused it. */
  readonly pausedAt: Date | undefined;
  /** It goes back to this when it is resumed. */
  readonly heldState: TaskRunState | undefined;
  readonly readyAt: Date | undefined;
  readonly dispatchedAt: Date | undefined;
  readonly startedAt: Date | undefined;
  readonly stopAt: Date | undefined;
  readonly dueAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** Of what is ready: its place in its lane. */
  readonly line: LineFacts | undefined;
  /** It has limits, and was not put in line yet. */
  readonly isArriving?: boolean;
  /** In whose lines it waits. */
  readonly limits?: readonly LimitFacts[] | undefined;
  /** That has its attempt. */
  readonly holder: HolderFacts | undefined;
  /** Why the attempt before it ended. */
  readonly lastError: Reason | undefined;
  /** Of a task that waits for runs which it started. */
  readonly children?: ChildrenFacts | undefined;
  /** Of a task of type `wait`, unless it waits for time alone. */
  readonly wait?: WaitFacts | undefined;
}

export interface ChildrenFacts {
  readonly open: number;
  readonly ended: number;
  readonly failed: number;
  /** How many there will be, where it is known. */
  readonly of: number | undefined;
  /** Open ones, first things first. */
  readonly first: readonly { readonly runId: string; readonly state: RunState }[];
  readonly firstFacts: RunFacts | undefined;
}

export interface LineFacts {
  /** Absent: it stands in none that workers are given from. */
  readonly lane?: LaneRecord | undefined;
  /** Ready task runs of better rank. */
  readonly ahead: number;
  /** There are more: {@link MAX_AHEAD} were counted. */
  readonly isCut: boolean;
  /** Some of them became ready later and have a higher priority. */
  readonly isOvertaken: boolean;
}

/** So many are counted: what is behind more of them waits long in any case. */
export const MAX_AHEAD = 10_000;

export interface HolderFacts {
  readonly worker: string;
  /** Absent: its session has ended. */
  readonly leaseUntil: Date | undefined;
  readonly isSilent: boolean;
}

export interface WorkerFacts extends WorkerStanding {
  readonly name: string;
  /** It was here within the last day. */
  readonly isGone: boolean;
  readonly slots: number;
  readonly busy: number;
}
