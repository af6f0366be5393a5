/**
 * Adds rows to a tenant's chain (SECURITY S10.2), inside the transaction of the change that they tell of: both
 * are there or neither. The head's row lock makes the chain and lasts until the commit, so this comes last in
 * a transaction; nothing is ever locked behind it, so it cannot be part of a deadlock.
 */
import { createHash } from 'node:crypto';
import {
  type AuditEntry,
  auditHash,
  type AuditRecord,
  type Json,
  type JsonObject,
  type TenantScope,
} from '@carillon/core';
import type { Reader } from '../reader.ts';

/** Makes the head where there is none, and locks it either way. `platform`: of what belongs to no tenant. */
const LOCK_HEAD = {
  name: 'lock_audit_head',
  text: `insert into audit_head as h (tenant_key) values ($1) on conflict (tenant_key) do update set tenant_key = h.tenant_key
    returning h.seq, encode(h.hash, 'hex') hash, date_trunc('milliseconds', clock_timestamp()) at,
      coalesce((select name from tenant where key = $1), 'platform') tenant`,
};

const APPEND = {
  name: 'append_audit',
  text: `with added as (
      insert into audit (tenant_key, seq, at, tenant, actor, on_behalf_of, via, address, request_id, action,
        object_kind, object_id, object_name, project, environment, outcome, reason, before, after, previous_hash, hash)
      select $1, (r->>'seq')::int8, (r->>'at')::timestamptz, r->>'tenant', r->>'actor', r->>'onBehalfOf', r->>'via', r->>'address',
        r->>'requestId', r->>'action', r->'object'->>'kind', r->'object'->>'id', r->'object'->>'name', r->>'project', r->>'environment',
        r->>'outcome', r->>'reason', r->'before', r->'after', decode(r->>'previousHash', 'hex'), decode(r->>'hash', 'hex')
      from unnest($2::jsonb[]) r)
    update audit_head set seq = $3, hash = decode($4, 'hex') where tenant_key = $1`,
};

interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly at: Date;
  readonly tenant: string;
}

export async function appendAudit(
  inside: Reader,
  { tenantKey }: TenantScope,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const [head] = await inside.rows<Head>(LOCK_HEAD, [tenantKey]);
  if (!head) throw new Error('the head of the audit could not be locked');
  const records = chained(head, entries);
  const last = records.at(-1) as AuditRecord;
  await inside.rows(APPEND, [tenantKey, records.map((record) => JSON.stringify(record)), last.seq, last.hash]);
}

function chained(head: Head, entries: readonly AuditEntry[]): readonly AuditRecord[] {
  const at = head.at.toISOString();
  let { seq, hash } = head;
  return entries.map((entry) => {
    seq += 1;
    const content = { ...asReadBack(entry), seq, at, tenant: head.tenant, previousHash: hash };
    hash = auditHash(content, sha256);
    return { ...content, hash };
  });
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Or its hash would not be found again: what is absent is no field, and no field is null. */
function asReadBack(entry: AuditEntry): AuditEntry {
  const stored = storable(JSON.parse(JSON.stringify(entry)) as JsonObject) as JsonObject;
  return Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== null)) as unknown as AuditEntry;
}

/** The store keeps neither U+0000 nor half a surrogate pair; a text that it refuses must not undo the change. */
function storable(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll('\0', '\ufffd').replaceAll(/\p{Surrogate}/gu, '\ufffd');
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [storable(name) as string, storable(item)]));
}
