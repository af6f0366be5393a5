/** Plans and backfills: as the API asks for them, and as the loop that carries them out does. */
import type { BackfillCommand, BackfillDateState, BackfillState } from '../backfill/backfill-state.ts';
import type { Durations } from '../backfill/estimate.ts';
import type {
  BackfillAction,
  BackfillItem,
  BackfillOnly,
  BackfillOrder,
  NewestRun,
} from '../backfill/plan-backfill.ts';
import type { JsonObject } from '../definition/document.ts';
import type { Reason } from '../run/states.ts';
import type { Page } from './catalog.ts';
import type { NewRun, StartedRuns } from './placements.ts';
import type { Scope, TenantScope } from './scope.ts';

/** A workflow with the version that a backfill runs, pinned when it was planned. */
export interface PinnedWorkflow {
  readonly name: string;
  readonly workflowKey: number;
  readonly versionKey: number;
  readonly number: number;
}

/** What was asked for, with the defaults filled in. */
export interface BackfillRequest {
  readonly scope: Scope;
  readonly project: string;
  readonly environment: string;
  readonly workflow: PinnedWorkflow;
  /** Whether the caller named the version; else it was the live one. */
  readonly versionGiven: boolean;
  /** Logical dates, both included. */
  readonly from: string;
  readonly to: string;
  readonly only: BackfillOnly;
  readonly order: BackfillOrder;
  readonly parallelism: number;
  readonly priority: number;
  /** Overrides, as they were given. */
  readonly params: JsonObject;
  /** In the order in which they follow a date's run. */
  readonly downstream: readonly PinnedWorkflow[];
}

export interface PlannedItem extends BackfillItem {
  /** Logical time of each downstream run, in milliseconds. */
  readonly downstreamTimes: readonly number[];
}

export interface BackfillPlan {
  readonly request: BackfillRequest;
  readonly items: readonly PlannedItem[];
  /** Of all of it. */
  readonly estimate: Durations | undefined;
  /** Median of one date, its downstream runs included; for the time that is left while it runs. */
  readonly dateMs: number | undefined;
}

export interface PlanRecord extends BackfillPlan {
  readonly id: string;
  readonly actor: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly appliedAt: Date | undefined;
  /** What it became. */
  readonly backfillId: string | undefined;
}

export interface BackfillRecord {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly version: number;
  readonly from: string;
  readonly to: string;
  readonly only: BackfillOnly;
  readonly order: BackfillOrder;
  readonly parallelism: number;
  readonly priority: number;
  readonly params: JsonObject;
  readonly downstream: readonly string[];
  readonly state: BackfillState;
  readonly reason: Reason | undefined;
  readonly actor: string;
  readonly message: string | undefined;
  readonly totals: Readonly<Record<BackfillDateState, number>>;
  readonly createdAt: Date;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** Mean of its successful dates, else the plan's median. */
  readonly dateMs: number | undefined;
}

export interface BackfillDateRecord {
  readonly logicalTime: Date;
  readonly logicalDate: string;
  readonly action: BackfillAction;
  readonly state: BackfillDateState;
  readonly reason: Reason | undefined;
  /** Its own run first, then those of the downstream workflows as far as they were started. */
  readonly runIds: readonly string[];
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
}

export interface BackfillFilter {
  readonly project?: string;
  readonly workflow?: string;
  readonly states?: readonly BackfillState[];
  readonly limit: number;
  readonly cursor?: string;
}

type Place = TenantScope & { readonly environmentKey: number };

export interface BackfillStore {
  /** The newest run of each logical time of the span, wherever it stands. */
  newestRuns(
    place: Place,
    workflowKey: number,
    span: { readonly from: Date; readonly to: Date },
  ): Promise<ReadonlyMap<number, NewestRun>>;
  /** Logical times of the span that backfills of the workflow have not done with. */
  timesUnderWay(
    place: Place,
    workflowKey: number,
    span: { readonly from: Date; readonly to: Date },
  ): Promise<ReadonlySet<number>>;
  addPlan(tenant: TenantScope, plan: BackfillPlan, actor: string): Promise<PlanRecord>;
  plan(tenant: TenantScope, id: string): Promise<PlanRecord | undefined>;
  /**
   * The id of the plan's backfill, which is made once: a plan that was applied before is answered with the same
   * one. Undefined: the plan has run out.
   */
  apply(
    tenant: TenantScope,
    plan: PlanRecord,
    by: { readonly actor: string; readonly message: string | undefined },
  ): Promise<string | undefined>;
  backfills(place: Place, filter: BackfillFilter): Promise<Page<BackfillRecord>>;
  backfill(tenant: TenantScope, id: string): Promise<BackfillRecord | undefined>;
  /** In the order of their start. */
  dates(
    tenant: TenantScope,
    id: string,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<BackfillDateRecord>>;
  /** False when its state does not allow the command, or there is none. */
  command(tenant: TenantScope, id: string, change: BackfillChange): Promise<boolean>;
}

export type BackfillChange =
  | { readonly command: Extract<BackfillCommand, 'resume' | 'retry'> }
  | { readonly command: 'pause'; readonly reason: Reason }
  | { readonly command: 'cancel'; readonly reason: Reason; readonly stopRuns: boolean }
  | { readonly command: 'set'; readonly parallelism: number };

/** A date whose next run is to be started. */
export interface StartableDate {
  readonly logicalTime: Date;
  /** 0 the workflow itself, then the downstream ones. */
  readonly step: number;
  /** Whether it has its place in the parallelism: it is between two of its runs. */
  readonly isUnderWay: boolean;
  /** Logical time of that run. */
  readonly runTime: Date;
  readonly target: { readonly workflowKey: number; readonly versionKey: number };
  /** The finished run that it runs again. */
  readonly rerunOf: string | undefined;
}

export interface OpenBackfill {
  readonly key: number;
  readonly id: string;
  readonly scope: Scope;
  readonly priority: number;
  readonly params: JsonObject;
  readonly actor: string;
  /** Those between two of their runs, then the next ones as far as the parallelism goes. */
  readonly dates: readonly StartableDate[];
}

export interface DateStart {
  readonly date: StartableDate;
  readonly run: NewRun;
}

/** How many runs of backfills a tenant may have open, see {@link backfillCap}. */
export type CapOf = (slots: number) => number;

export interface BackfillEngineStore {
  /** Backfills with a date that could be started. */
  openBackfills(limit: number): Promise<readonly OpenBackfill[]>;
  /**
   * One transaction under the locks of tenant and backfill: of these dates, in this order, those that are still
   * as they were seen and fit parallelism and cap, with their runs.
   */
  startDates(backfill: OpenBackfill, starts: readonly DateStart[], capOf: CapOf): Promise<StartedRuns>;
  /** A date whose run cannot even be made. */
  failDate(backfillKey: number, date: StartableDate, reason: Reason): Promise<void>;
  /** Notes the ends of runs on their dates, and of dates on their backfills. How many dates moved. */
  settleDates(): Promise<number>;
  /** Open runs of backfills. */
  followedRuns(): Promise<readonly string[]>;
  /** Open runs of cancelled backfills that are to be stopped. */
  runsToStop(): Promise<readonly { readonly runId: string; readonly tenantKey: number; readonly reason: Reason }[]>;
  prunePlans(): Promise<number>;
}
