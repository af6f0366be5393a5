/** Schedules and the firing ledger (G1) as the ticker uses them. */
import type { ScheduleDocument } from '../definition/document.ts';
import type { NewRun } from './engine-store.ts';
import type { Scope } from './scope.ts';

export interface ScheduleClaim {
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly workflowKey: number;
  readonly versionKey: number;
  readonly definition: ScheduleDocument;
  readonly nextFireAt: Date | undefined;
  readonly floor: Date;
  readonly lastRunId: string | undefined;
}

export interface LedgerEntry {
  readonly logicalTime: Date;
  readonly outcome: string;
  readonly reason: string;
  readonly notes: readonly string[];
}

export interface FiringRequest {
  readonly scheduleKey: number;
  /** The `next_fire_at` the plan was made from: compare and set. */
  readonly expectedNext: Date;
  readonly overlap: 'skip' | 'allow';
}

/** One transaction: ledger rows, at most one run, the schedule's next time and floor. */
export interface FirePlan {
  readonly entries: readonly LedgerEntry[];
  /** The run of the entry whose outcome is `fired`. */
  readonly run: NewRun | undefined;
  readonly nextFireAt: Date | undefined;
}
