/** Schedules, the firing ledger (G1) and runs that wait, as the loops use them. */
import type { JsonObject } from '../definition/document.ts';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import type { FiringDecision } from '../schedule/firing-decision.ts';
import type { Reason } from '../run/states.ts';
import type { NewRun, StartedRuns } from './placements.ts';
import type { Scope } from './scope.ts';

/** A schedule and where it stands, as far as a plan is made from it. */
export interface FiringSchedule {
  readonly key: number;
  readonly id: string;
  readonly project: string;
  readonly workflow: string;
  readonly name: string;
  readonly scope: Scope;
  readonly workflowKey: number;
  readonly versionKey: number;
  readonly definition: ScheduleDocument;
}

export interface ScheduleClaim extends FiringSchedule {
  readonly nextFireAt: Date | undefined;
  readonly dueAt: Date;
  readonly floor: Date;
  /** Times up to here passed during a pause and are not in the ledger yet. */
  readonly passedUntil: Date | undefined;
  /** The oldest time of the ledger that is still held. */
  readonly heldFrom: Date | undefined;
  /** Of a fixed delay: milliseconds at which its last run ended, infinite while one is open or waits. */
  readonly lastEnd: number | undefined;
}

/** A row of the ledger, with the run it gets should the overlap policy let it. */
export interface FiringEntry {
  readonly decision: FiringDecision;
  readonly run?: NewRun;
}

/** One schedule's part of a firing transaction: ledger rows, runs, and where the schedule stands then. */
export interface FirePlan {
  readonly schedule: ScheduleClaim;
  /** In the order of their logical times. */
  readonly entries: readonly FiringEntry[];
  /** Held rows up to `through` are settled; those that run do so at the pace of catching up. */
  readonly released: { readonly runs: readonly FiringEntry[]; readonly through: Date } | undefined;
  readonly nextFireAt: Date | undefined;
  readonly dueAt: Date | undefined;
  readonly heldFrom: Date | undefined;
  readonly floor: Date;
  readonly ended: boolean;
  /** It stays with this node for so long, which is to fire it again soon. */
  readonly claimMs: number;
}

export interface Fired {
  /**
   * By the key of the schedule: what became of its entries, with the outcome they have in the ledger. A schedule
   * that is missing was fired by somebody else, edited or paused meanwhile.
   */
  readonly outcomes: ReadonlyMap<number, readonly FiringDecision[]>;
  /** Schedules whose time has not come by the store's clock: nothing was written of them. */
  readonly early: ReadonlySet<number>;
  readonly started: StartedRuns;
  /** Runs that wait for another to end, and the ones they wait for. */
  readonly awaited: readonly string[];
  /** Live attempts to be told to stop. */
  readonly stops: readonly { readonly sessionKey: number; readonly attemptId: string; readonly reason: Reason }[];
}

/**
 * `overlap`: until the run before has ended. `catch_up`: at the tenant's pace of catching up. `limit`: until its
 * limits grant. `window`: more requests are collected. `granted`: by nothing any more.
 */
export type HoldKind = 'overlap' | 'catch_up' | 'limit' | 'window' | 'granted';

/** A run that was accepted and may start now. */
export interface HeldRun {
  readonly runId: string;
  readonly kind: HoldKind;
  /** Undefined: no schedule made it. */
  readonly scheduleKey: number | undefined;
  readonly scope: Scope;
  readonly workflowKey: number;
  readonly versionKey: number;
  readonly logicalTime: Date | undefined;
  readonly triggerKind: string;
  readonly actor: string;
  readonly priority: number;
  readonly params: JsonObject;
  readonly createdAt: Date;
  readonly rerunOf?: string;
  /** Its limits have granted. */
  readonly hasSlots?: boolean;
  /** It has a slot of one of them until it ends. */
  readonly holdsSlot?: boolean;
}

export interface ReleasedRun {
  readonly held: HeldRun;
  readonly run: NewRun;
}
