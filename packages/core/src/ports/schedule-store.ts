/** Schedules and the firing ledger (G1) as the ticker uses them. */
import type { OverlapPolicy, ScheduleDocument } from '../definition/schedule-document.ts';
import type { NewRun, StartedRuns } from './engine-store.ts';
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
  /** Last logical time of a span that this entry stands for. */
  readonly through?: Date;
  readonly outcome: string;
  readonly reason: string;
  readonly notes: readonly string[];
  /** The run of an entry whose outcome is `fired`. */
  readonly run?: NewRun;
}

export interface FiringRequest {
  readonly scheduleKey: number;
  /** The `next_fire_at` the plan was made from: compare and set. */
  readonly expectedNext: Date;
  /** The definition and version it was made from. */
  readonly definition: ScheduleDocument;
  readonly versionKey: number;
  /** What becomes of a firing while the schedule's last run is open. */
  readonly overlap: OverlapPolicy;
}

/** One transaction: ledger rows, the runs of those that fire, the schedule's next time and floor. */
export interface FirePlan {
  /** In the order of their logical times. */
  readonly entries: readonly LedgerEntry[];
  readonly nextFireAt: Date | undefined;
}

export interface Fired {
  /** `moved`: somebody else fired first, or the schedule was edited. `early`: the store's clock is not there yet. */
  readonly done: 'fired' | 'moved' | 'early';
  /** What became of the entries; those of `fired` have their run. */
  readonly outcomes: readonly { readonly logicalTime: Date; readonly outcome: string; readonly reason: string }[];
  readonly started: StartedRuns;
}
