/** The audit: who did what to what, in a chain that shows every change made to it afterwards. */
import { type Static, Type } from 'typebox';
import { Instant, Opt } from './fields.ts';

/** Every field but `hash` is covered by it; `previousHash` makes the chain (docs/reference/audit.md). */
export const AuditRecord = Type.Object(
  {
    seq: Type.Integer({ description: 'without gaps per tenant' }),
    at: Instant,
    tenant: Type.String(),
    actor: Type.String(),
    onBehalfOf: Opt(Type.String()),
    via: Type.Enum(['token', 'session', 'worker_token', 'anonymous', 'system']),
    address: Opt(Type.String()),
    requestId: Opt(Type.String()),
    action: Type.String(),
    object: Type.Object({ kind: Type.String(), id: Opt(Type.String()), name: Opt(Type.String()) }),
    project: Opt(Type.String()),
    environment: Opt(Type.String()),
    outcome: Type.Enum(['done', 'denied', 'failed']),
    reason: Opt(Type.String()),
    before: Opt(Type.Unknown()),
    after: Opt(Type.Unknown()),
    previousHash: Type.String(),
    hash: Type.String(),
  },
  { $id: 'AuditRecord' },
);
export type AuditRecord = Static<typeof AuditRecord>;

/** How far the chain has come: to be kept elsewhere and compared with later. */
export const AuditCheckpoint = Type.Object({ seq: Type.Integer(), hash: Type.String() }, { $id: 'AuditCheckpoint' });
export type AuditCheckpoint = Static<typeof AuditCheckpoint>;
