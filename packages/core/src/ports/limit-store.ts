/** Limits as the engine carries them out (docs/architecture/limits.md): lines, slots, and starts that are not plain. */
import type { JsonObject } from '../definition/document.ts';
import type { LimitRuleDocument, OnDuplicate } from '../definition/limit-document.ts';
import type { LimitClaim } from '../limits/limit-claims.ts';
import type { NewRun, StartedRuns } from './engine-store.ts';
import type { HeldRun } from './schedule-store.ts';
import type { TenantScope } from './scope.ts';

export interface LimitRuleRecord {
  /** Undefined: of the whole tenant. */
  readonly projectKey: number | undefined;
  readonly tenantKey: number;
  readonly name: string;
  readonly number: number;
  readonly definition: LimitRuleDocument;
}

export interface Granted {
  readonly count: number;
  /** In which task runs are ready now. */
  readonly lanes: readonly number[];
}

/** Over a limit that does not let wait. */
export interface OverLimit {
  readonly runId: string;
  /** {@link WHOLE_RUN}: the run. */
  readonly taskNo: number;
  readonly tenantKey: number;
  /** Upstreams that had ended when it began to wait. */
  readonly done: number;
  readonly versionKey: number;
  /** `skip`: it gives up; `cancel_running`: it makes way for a newer one. */
  readonly onLimit: 'skip' | 'cancel_running';
  readonly claim: Pick<LimitClaim, 'name' | 'key'> & { readonly max: number };
  /** Who has the slots, or who wants this one's. */
  readonly others: readonly string[];
}

export interface UniqueClaim {
  readonly id: string;
  /** Undefined: as long as the run is open. */
  readonly forMs: number | undefined;
  readonly onDuplicate: OnDuplicate;
}

export interface WindowClaim {
  readonly id: string;
  readonly kind: 'debounce' | 'batch';
  readonly forMs: number;
  /** Of a debounce: from the first request on. */
  readonly maxMs?: number;
  /** Of a batch. */
  readonly max?: number;
  readonly param?: string;
  /** Of a batch: what this request adds. */
  readonly item?: JsonObject;
}

export type Accepted =
  | { readonly kind: 'made'; readonly started: StartedRuns; readonly replaces: string | undefined }
  | { readonly kind: 'duplicate'; readonly runId: string }
  | { readonly kind: 'collected'; readonly runId: string; readonly startsAt: Date; readonly requests: number }
  /** The idempotency key is taken. */
  | { readonly kind: 'known' };

export interface LimitEngineStore {
  /** Puts task runs that arrived in line; how many there were. */
  enterLines(limit: number): Promise<number>;
  /** Grants what may go now, in one transaction under the locks of the keys. */
  grantLimits(): Promise<Granted>;
  /** Who is over a limit that does not let wait. */
  overLimits(): Promise<readonly OverLimit[]>;
  /** Whether nothing waits; and until a rate that something waits for grants again, if there is one. */
  lines(): Promise<{ readonly isEmpty: boolean; readonly nextMs: number | undefined }>;
  /** Slots and places of what has ended all the same; how many. */
  sweepLimits(): Promise<number>;

  /** Runs that wait from the beginning. */
  startHeld(runs: readonly NewRun[]): Promise<StartedRuns>;
  /** Closes windows that are due, so that their runs may start. */
  closeWindows(limit: number): Promise<number>;
  /** Held runs that nothing holds any more. */
  grantedRuns(limit: number): Promise<readonly HeldRun[]>;
  /** A start with a key that may stand for one before it, or one that is collected. */
  accept(run: NewRun, by: { readonly unique?: UniqueClaim; readonly window?: WindowClaim }): Promise<Accepted>;

  /** All that hold; undefined when none has changed since `seen`. */
  limitRules(seen: number): Promise<{ readonly seen: number; readonly rules: readonly LimitRuleRecord[] } | undefined>;
}

export interface LimitHolderRecord {
  readonly runId: string;
  readonly task: string | undefined;
  readonly workflow: string;
  readonly since: Date;
}

export interface LimitRecord {
  readonly id: string;
  readonly level: LimitClaim['level'];
  readonly name: string;
  readonly key: string;
  readonly project: string | undefined;
  readonly max: number | undefined;
  readonly onLimit: LimitClaim['onLimit'];
  readonly intervalMs: number | undefined;
  readonly burst: number;
  readonly held: number;
  readonly waiting: number;
  /** Of a rate: when it grants again. */
  readonly freeAt: Date | undefined;
  /** The oldest first, some of them. */
  readonly holders: readonly LimitHolderRecord[];
}

export interface LimitRuleChange {
  readonly scope: TenantScope & { readonly projectKey: number | undefined };
  readonly name: string;
  /** Undefined: it is removed. */
  readonly definition: LimitRuleDocument | undefined;
  readonly author: string;
  readonly message: string;
}
