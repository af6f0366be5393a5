/** Limits as the engine carries them out (docs/architecture/limits.md): lines, slots, and starts that are not plain. */
import type { Json } from '../definition/document.ts';
import type { AuditOrigin } from '../audit/audit-record.ts';
import type { LimitRuleDocument, OnDuplicate, OnLimit } from '../definition/limit-document.ts';
import type { LimitClaim, LimitLevel } from '../limits/limit-claims.ts';
import type { ChildProgress } from './completions.ts';
import type { StopOutcome } from './engine-store.ts';
import type { NewRun, StartedRuns } from './placements.ts';
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
  /** Of a batch: the items that this request adds. */
  readonly items?: Json;
}

export type Accepted =
  /** `replaced` was stopped in the same transaction: of the two only one is ever open. */
  | {
      readonly kind: 'made';
      readonly started: StartedRuns;
      readonly replaced: { readonly runId: string; readonly stop: StopOutcome } | undefined;
    }
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

  /** Runs of a tenant of which nothing was dispatched yet, up to `most` and some of each kind. */
  queuedRuns(tenantKey: number, most: number): Promise<number>;
  /** Runs that wait from the beginning. */
  startHeld(runs: readonly NewRun[]): Promise<StartedRuns>;
  /** Closes windows that are due, so that their runs may start. */
  closeWindows(limit: number): Promise<number>;
  /** Held runs that nothing holds any more. */
  grantedRuns(limit: number): Promise<readonly HeldRun[]>;
  /** Reruns of a part that nothing holds any more: their task runs stand already. */
  grantedReruns(limit: number): Promise<readonly { readonly runId: string; readonly versionKey: number }[]>;
  /** Lets one go on; undefined when it was stopped, or somebody else was first. */
  openRerun(
    runId: string,
    timeoutMs: number | undefined,
  ): Promise<
    { readonly open: number; readonly failed: number; readonly touched: readonly ChildProgress[] } | undefined
  >;
  /** A start with a key that may stand for one before it, or one that is collected. */
  accept(run: NewRun, by: { readonly unique?: UniqueClaim; readonly window?: WindowClaim }): Promise<Accepted>;

  /** All that hold; undefined when none has changed since `seen`. */
  limitRules(seen: number): Promise<{ readonly seen: number; readonly rules: readonly LimitRuleRecord[] } | undefined>;
}

/** Who has a slot, or waits for one. */
export interface LimitPartyRecord {
  readonly runId: string;
  /** Undefined: the run as a whole. */
  readonly task: string | undefined;
  readonly workflow: string;
  readonly since: Date;
}

/** One value of the key of one limit, as long as somebody has it or wants it. */
export interface LimitRecord {
  readonly id: string;
  readonly level: LimitLevel;
  readonly name: string;
  readonly key: string;
  readonly project: string | undefined;
  /** Undefined: it is a rate. */
  readonly max: number | undefined;
  readonly onLimit: OnLimit;
  readonly intervalMs: number | undefined;
  readonly burst: number;
  readonly held: number;
  readonly waiting: number;
  /** Of a rate: when it grants again. */
  readonly freeAt: Date | undefined;
}

export interface LimitDetail extends LimitRecord {
  /** The oldest first, some of them. */
  readonly holders: readonly LimitPartyRecord[];
  /** In the order of their turn, some of them. */
  readonly line: readonly LimitPartyRecord[];
}

/** A limit of a project or a tenant, in one of its versions. */
export interface LimitRuleVersion {
  readonly name: string;
  readonly project: string | undefined;
  readonly number: number;
  readonly definition: LimitRuleDocument;
  readonly author: string;
  readonly createdAt: Date;
}

export interface LimitRuleName {
  readonly project: string | undefined;
  readonly name: string;
}

/** @throws CarillonError CONFLICT_STATE from whoever changes it, where another version stands */
export interface KnownLimitRule extends LimitRuleName {
  /** Of the version that is changed, 0: there must be none; absent: whichever stands. */
  readonly number?: number | undefined;
}

export interface LimitStore {
  limits(
    place: TenantScope & { readonly environmentKey: number },
    filter: {
      readonly project?: string | undefined;
      readonly level?: LimitLevel | undefined;
      readonly name?: string | undefined;
    },
    limit: number,
  ): Promise<readonly LimitRecord[]>;
  limit(tenant: TenantScope, id: string): Promise<LimitDetail | undefined>;
  /** The newest of each name, by name. */
  rules(tenant: TenantScope, filter: { readonly project?: string | undefined }): Promise<readonly LimitRuleVersion[]>;
  /** Holds for what becomes ready from now on; new figures hold for what waits, too. */
  setRule(
    tenant: TenantScope,
    rule: KnownLimitRule,
    definition: LimitRuleDocument,
    by: AuditOrigin,
  ): Promise<LimitRuleVersion>;
  /** False where there is none. */
  removeRule(tenant: TenantScope, rule: KnownLimitRule, by: AuditOrigin): Promise<boolean>;
}
