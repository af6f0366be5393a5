/** What the audit keeps of every change, denial and use of a secret (SECURITY S10.1). */
import type { Json } from '../definition/document.ts';

/** Who asks, how, and from where: the same for every row of one request. */
export interface AuditOrigin {
  /** The account, or `carillon` for what the program does by itself. */
  readonly actor: string;
  /** Whose rights were used, where that is somebody else. */
  readonly onBehalfOf?: string;
  readonly via: 'token' | 'session' | 'worker_token' | 'anonymous' | 'system';
  /** Where the request came from. */
  readonly address?: string;
  readonly requestId?: string;
  /** As the person gave it. */
  readonly reason?: string;
}

/** What happened to what. `before` and `after` never hold a secret. */
export interface AuditChange {
  /** A name of the API's table of actions: `secret.set`. */
  readonly action: string;
  readonly object: { readonly kind: string; readonly id?: string; readonly name?: string };
  readonly project?: string;
  readonly environment?: string;
  readonly before?: Json;
  readonly after?: Json;
  /** `denied`: not permitted; `failed`: refused for another reason, nothing changed. */
  readonly outcome: 'done' | 'denied' | 'failed';
}

export interface AuditEntry extends AuditOrigin, AuditChange {}

/** A row: numbered without gaps per tenant, and chained to the row before it. */
export interface AuditRecord extends AuditEntry {
  readonly seq: number;
  /** RFC 3339 with milliseconds; the store's clock. */
  readonly at: string;
  /** Name of the tenant; `platform` for what belongs to none. */
  readonly tenant: string;
  readonly previousHash: string;
  /** SHA-256 in hex, see `chain.ts`. */
  readonly hash: string;
}
