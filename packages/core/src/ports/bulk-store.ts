/** Commands for many runs: as the API plans and shows them, and as the loop that carries them out does. */
import type { BulkAction, BulkCommand, BulkRunState, BulkSkip, BulkState, BulkTotals } from '../bulk/bulk-runs.ts';
import type { JsonObject } from '../definition/document.ts';
import type { Page } from './catalog.ts';
import type { TenantScope } from './scope.ts';

export interface NewBulk {
  readonly action: BulkAction;
  readonly environment: string;
  /** As it was asked for, to be shown. */
  readonly filter: JsonObject;
  /** Runs a second. */
  readonly rate: number;
  readonly actor: string;
  /** In the order in which they will have their turn. */
  readonly runs: readonly NewBulkRun[];
}

export interface NewBulkRun {
  readonly runId: string;
  readonly project: string;
  readonly workflow: string;
  /** As the plan saw it. */
  readonly runState: string;
  readonly skip: BulkSkip | undefined;
}

export interface BulkRecord extends Omit<NewBulk, 'runs'> {
  readonly id: string;
  readonly state: BulkState;
  /** Why, as the person said who applied it. */
  readonly message: string | undefined;
  readonly totals: BulkTotals;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
}

export interface BulkRunRecord extends Omit<NewBulkRun, 'skip'> {
  readonly state: BulkRunState;
  /** A code why it was left out, or a sentence why it failed. */
  readonly reason: string | undefined;
  /** The run that it runs again as. */
  readonly newRunId: string | undefined;
}

type Place = TenantScope & { readonly environmentKey: number };

export interface BulkStore {
  add(place: Place, bulk: NewBulk): Promise<string>;
  get(tenant: TenantScope, id: string): Promise<BulkRecord | undefined>;
  /** Those that were applied, newest first. */
  list(place: Place, page: { readonly limit: number; readonly cursor?: string }): Promise<Page<BulkRecord>>;
  /** In the order of their turn, from this position on. */
  runs(tenant: TenantScope, id: string, from: number, limit: number): Promise<readonly BulkRunRecord[]>;
  /** False when its state does not allow the command, or the plan is older than an hour. */
  command(
    tenant: TenantScope,
    id: string,
    command: BulkCommand,
    by: { readonly message: string | undefined },
  ): Promise<boolean>;
}

/** A run whose turn it is. */
export interface TakenBulkRun {
  readonly bulkId: string;
  readonly bulkKey: number;
  readonly position: number;
  readonly runId: string;
  readonly tenantKey: number;
  readonly action: BulkAction;
  readonly actor: string;
  readonly message: string | undefined;
}

export interface SettledBulkRun {
  readonly run: TakenBulkRun;
  readonly state: Extract<BulkRunState, 'done' | 'failed' | 'skipped'>;
  readonly reason?: string;
  readonly newRunId?: string;
}

export interface BulkEngineStore {
  /**
   * The runs that have their turn in this second. Whoever dies with them leaves them to be taken again after a
   * minute: what is done to a run is done once, however often it is asked for.
   */
  takeBulkRuns(): Promise<readonly TakenBulkRun[]>;
  /** Each with its row of the audit. */
  settleBulkRuns(settled: readonly SettledBulkRun[]): Promise<void>;
  /** Ends those of which nothing is left. */
  endBulks(): Promise<number>;
  /** Forgets plans that ran out before they were applied. */
  pruneBulks(): Promise<number>;
}
