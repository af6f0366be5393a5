/** The audit: appended to, listed, exported, never changed. Rows of a change are written with the change. */
import type { AuditCheckpoint } from '../audit/chain.ts';
import type { AuditEntry, AuditRecord } from '../audit/audit-record.ts';
import type { Page } from './catalog.ts';
import type { TenantScope } from './scope.ts';

/** Rows that belong to no tenant: requests of strangers. */
export const PLATFORM_AUDIT: TenantScope = { tenantKey: 0 };

/** Absent: any. */
export interface AuditFilter {
  readonly actor?: string;
  /** Any of these: a whole action, or the front of several up to a dot: `secret.` */
  readonly actions?: readonly string[];
  readonly objectKind?: string;
  /** Id or name of the object. */
  readonly object?: string;
  readonly project?: string;
  readonly environment?: string;
  readonly outcome?: AuditEntry['outcome'];
  readonly requestId?: string;
  /** Where the request came from. */
  readonly address?: string;
  readonly from?: Date;
  readonly to?: Date;
}

export interface AuditStore {
  /** In a transaction of its own, for what has none of ours. In the order given. */
  append(tenant: TenantScope, entries: readonly AuditEntry[]): Promise<void>;
  list(
    tenant: TenantScope,
    filter: AuditFilter,
    page: { readonly order: 'newest' | 'oldest'; readonly limit: number; readonly cursor?: string },
  ): Promise<Page<AuditRecord>>;
  /** By its number; undefined where there is none. */
  get(tenant: TenantScope, seq: number): Promise<AuditRecord | undefined>;
  /** Where the chain stands; undefined before the first row. */
  head(tenant: TenantScope): Promise<AuditCheckpoint | undefined>;
}
