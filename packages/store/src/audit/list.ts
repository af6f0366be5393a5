/** Rows of the audit, a page at a time in either direction or one by its number, and where the chain stands. */
import type {
  AuditCheckpoint,
  AuditEntry,
  AuditFilter,
  AuditRecord,
  JsonObject,
  Page,
  TenantScope,
} from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';

const COLUMNS = `seq, at, tenant, actor, on_behalf_of, via, address, request_id, action, object_kind, object_id, object_name,
  project, environment, outcome, reason, before, after, encode(previous_hash, 'hex') previous_hash, encode(hash, 'hex') hash`;

/** A dot at the end of an action asks for its family. The order follows the primary key, down to the floor $14. */
const CONDITIONS = `tenant_key = $1
  and ($4::text is null or actor = $4)
  and ($5::text[] is null or action = any($5)
    or exists (select from unnest($5) family where right(family, 1) = '.' and starts_with(action, family)))
  and ($6::text is null or object_kind = $6)
  and ($7::text is null or object_id = $7 or object_name = $7)
  and ($8::text is null or project = $8) and ($9::text is null or environment = $9)
  and ($10::text is null or outcome = $10) and ($11::text is null or request_id = $11)
  and ($12::timestamptz is null or at >= $12) and ($13::timestamptz is null or at < $13)
  and seq > $14 and ($15::text is null or address = $15)`;

const NEWEST = { text: `select ${COLUMNS} from audit where ${CONDITIONS} and seq < $2 order by seq desc limit $3` };
const OLDEST = { text: `select ${COLUMNS} from audit where ${CONDITIONS} and seq > $2 order by seq limit $3` };
const ONE = { name: 'audit_get', text: `select ${COLUMNS} from audit where tenant_key = $1 and seq = $2` };
const HEAD = {
  name: 'audit_head',
  text: `select seq, encode(hash, 'hex') hash from audit_head where tenant_key = $1 and seq > 0`,
};

/**
 * A row before the first one of a time, halving what is between: rows are numbered without gaps and in the order of their
 * times. No index is on the time, and without this a walk for what is rare would not end where its time begins.
 * $1 tenant, $2 the time
 */
const FLOOR = {
  name: 'audit_floor',
  text: `with recursive halved(low, high) as (
      select 0::int8, seq + 1 from audit_head where tenant_key = $1
      union all
      select case when a.at < $2 then a.seq else low end, case when a.at < $2 then high else a.seq end
      from halved join audit a on a.tenant_key = $1 and a.seq = (low + high) / 2 where high - low > 1)
    select max(low) seq from halved`,
};
/** A server's clock may have been set back while rows were written. */
const CLOCK_STEP_MS = 60_000;

const HIGHEST = String(Number.MAX_SAFE_INTEGER);

interface AuditRow {
  readonly seq: number;
  readonly at: Date;
  readonly tenant: string;
  readonly actor: string;
  readonly on_behalf_of: string | null;
  readonly via: AuditEntry['via'];
  readonly address: string | null;
  readonly request_id: string | null;
  readonly action: string;
  readonly object_kind: string;
  readonly object_id: string | null;
  readonly object_name: string | null;
  readonly project: string | null;
  readonly environment: string | null;
  readonly outcome: AuditEntry['outcome'];
  readonly reason: string | null;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly previous_hash: string;
  readonly hash: string;
}

export async function listAudit(
  reader: Reader,
  { tenantKey }: TenantScope,
  filter: AuditFilter,
  page: { readonly order: 'newest' | 'oldest'; readonly limit: number; readonly cursor?: string },
): Promise<Page<AuditRecord>> {
  const isNewest = page.order === 'newest';
  const start = isNewest ? HIGHEST : '0';
  const [after = start] =
    page.cursor === undefined ? [] : decodeCursor(page.cursor, [(part) => /^\d{1,15}$/.test(part)]);
  const rows = await reader.rows<AuditRow>(isNewest ? NEWEST : OLDEST, [
    tenantKey,
    after,
    page.limit + 1,
    filter.actor ?? null,
    filter.actions ?? null,
    filter.objectKind ?? null,
    filter.object ?? null,
    filter.project ?? null,
    filter.environment ?? null,
    filter.outcome ?? null,
    filter.requestId ?? null,
    filter.from ?? null,
    filter.to ?? null,
    await floorOf(reader, tenantKey, filter.from),
    filter.address ?? null,
  ]);
  return pageOf(rows.map(toRecord), page.limit, (record) => [String(record.seq)]);
}

export async function auditRow(
  reader: Reader,
  { tenantKey }: TenantScope,
  seq: number,
): Promise<AuditRecord | undefined> {
  const [row] = await reader.rows<AuditRow>(ONE, [tenantKey, seq]);
  return row && toRecord(row);
}

async function floorOf(reader: Reader, tenantKey: number, from: Date | undefined): Promise<number> {
  if (from === undefined) return 0;
  const early = new Date(from.getTime() - CLOCK_STEP_MS);
  const [row] = await reader.rows<{ seq: number | null }>(FLOOR, [tenantKey, early]);
  return row?.seq ?? 0;
}

export async function auditHead(reader: Reader, { tenantKey }: TenantScope): Promise<AuditCheckpoint | undefined> {
  const [head] = await reader.rows<AuditCheckpoint>(HEAD, [tenantKey]);
  return head;
}

/** Exactly the fields that were hashed: what a row does not have is absent. */
function toRecord(row: AuditRow): AuditRecord {
  const optional = {
    onBehalfOf: row.on_behalf_of,
    address: row.address,
    requestId: row.request_id,
    project: row.project,
    environment: row.environment,
    reason: row.reason,
    before: row.before,
    after: row.after,
  };
  return {
    seq: row.seq,
    at: row.at.toISOString(),
    tenant: row.tenant,
    actor: row.actor,
    via: row.via,
    action: row.action,
    object: present({ kind: row.object_kind, id: row.object_id, name: row.object_name }) as AuditRecord['object'],
    outcome: row.outcome,
    ...present(optional),
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

function present(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
