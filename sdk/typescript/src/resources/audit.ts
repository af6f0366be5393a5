import type { AuditCheckpoint, AuditRecord, PageOf } from '@carillon/protocol';
import type { Transport } from '../transport.ts';

/** Absent: any. */
export interface AuditQuery {
  readonly actor?: string | undefined;
  /** `secret.set`, or `secret.` for all of them; any of several. */
  readonly action?: string | readonly string[] | undefined;
  /** Kind of the object. */
  readonly kind?: string | undefined;
  /** Id or name of the object. */
  readonly object?: string | undefined;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  readonly outcome?: AuditRecord['outcome'] | undefined;
  readonly requestId?: string | undefined;
  /** Where the request came from. */
  readonly address?: string | undefined;
  /** RFC 3339. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly order?: 'newest' | 'oldest' | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface Audit {
  list(query?: AuditQuery): Promise<PageOf<AuditRecord>>;
  /** A row by its number. */
  get(seq: number): Promise<AuditRecord>;
  /** How far the chain has come. */
  head(): Promise<AuditCheckpoint>;
}

export function createAudit({ json }: Transport): Audit {
  return {
    list: (query = {}) => json({ path: '/audit', query: { environment: undefined, ...query } }),
    get: (seq) => json({ path: `/audit/${seq}` }),
    head: () => json({ path: '/audit/head' }),
  };
}
