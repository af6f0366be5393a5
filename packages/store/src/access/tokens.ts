/** API and worker tokens. The hash is of the whole token, 256 bits of it random: equality leaks nothing. */
import {
  type AuditChange,
  type AuditOrigin,
  CarillonError,
  formatId,
  type Idempotency,
  type MadeOnce,
  type Principal,
  type TenantScope,
  type TokenKind,
  type TokenRecord,
  said,
} from '@carillon/core';
import { appendAudit } from '../audit/index.ts';
import { keyValues, madeOnce } from '../made-once.ts';
import type { Reader } from '../reader.ts';

export interface PrincipalRow {
  readonly account_key: number;
  readonly name: string;
  readonly tenant_key: number;
  readonly tenant: string;
}

const BY_TOKEN = {
  name: 'principal_by_token',
  text: `select t.id, a.key account_key, a.name, a.tenant_key, n.name tenant,
      coalesce(t.last_used_at < now() - interval '1 minute', true) is_use_news
    from access_token t join account a on a.key = t.account_key join tenant n on n.key = a.tenant_key
    where t.secret_hash = $1 and t.kind = $2 and (t.expires_at is null or t.expires_at > now())`,
};
/** The last use is kept to the minute: a write per request would be the most frequent one of all. */
const NOTE_USE = {
  name: 'note_use_of_token',
  text: 'update access_token set last_used_at = now() where id = $1',
};
/** Adding one is rare and a good moment to forget those that ended long ago. */
const ADD_TOKEN = {
  name: 'add_token',
  text: `with ended as (delete from access_token where expires_at < now() - interval '30 days')
    insert into access_token (id, account_key, kind, secret_hash, name, expires_at, idempotency_key, body_hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (account_key, idempotency_key) where idempotency_key is not null do nothing
    returning id, created_at`,
};
const SAME_TOKEN = {
  name: 'same_token',
  text: 'select id, created_at, body_hash = $3 is_same from access_token where account_key = $1 and idempotency_key = $2',
};
const ACCOUNT = {
  name: 'account_named',
  text: 'select key, tenant_key from account where name = $1 order by key limit 1',
};
const TOKENS = {
  name: 'tokens',
  text: `select t.id, t.kind, t.name, a.name account, t.created_at, t.expires_at, t.last_used_at
    from access_token t join account a on a.key = t.account_key
    where a.tenant_key = $1 order by t.created_at desc, t.id limit 1000`,
};
const REVOKE_TOKEN = {
  name: 'revoke_token',
  text: `delete from access_token t using account a
    where t.id = $2 and a.key = t.account_key and a.tenant_key = $1 returning t.secret_hash, t.name, t.kind, a.name account`,
};
const REVOKE_TOKENS_NAMED = {
  name: 'revoke_tokens_named',
  text: `delete from access_token t using account a where a.key = t.account_key and a.name = $1 and t.name = $2`,
};

export async function principalByToken(
  reader: Reader,
  secretHash: Uint8Array,
  kind: TokenKind,
): Promise<Principal | undefined> {
  const [row] = await reader.rows<PrincipalRow & { readonly id: string; readonly is_use_news: boolean }>(BY_TOKEN, [
    secretHash,
    kind,
  ]);
  if (row?.is_use_news) await reader.rows(NOTE_USE, [row.id]).catch(unlessReadOnly);
  return row && { ...toAccount(row), by: kind === 'api' ? 'token' : 'worker_token' };
}

/** While the database takes no writes, people may still read: they must be known. */
function unlessReadOnly(error: unknown): void {
  if (!(error instanceof CarillonError) || error.code !== 'STORE_READ_ONLY') throw error;
}

export interface NewToken {
  readonly id: string;
  readonly account: string;
  readonly kind: TokenKind;
  readonly secretHash: Uint8Array;
  readonly name: string;
  readonly expiresAt?: Date;
  readonly idempotency?: Idempotency | undefined;
}

export function addToken(reader: Reader, token: NewToken, by?: AuditOrigin): Promise<MadeOnce<TokenRecord>> {
  const { id, account, kind, secretHash, name, expiresAt, idempotency } = token;
  return reader.transaction(async (inside) => {
    const [owner] = await inside.rows<{ key: number; tenant_key: number }>(ACCOUNT, [account]);
    if (!owner) throw unknownAccount(account);
    const values = [id, owner.key, kind, secretHash, name, expiresAt ?? null, ...keyValues(idempotency)];
    const insert = { add: ADD_TOKEN, values, same: SAME_TOKEN, below: owner.key };
    const result = await madeOnce<{ id: string; created_at: Date }>(inside, insert, idempotency);
    if (result.kind === 'key_reused') return result;
    const { id: madeId, created_at: createdAt } = result.made;
    const after = { kind, account, expiresAt: expiresAt?.toISOString() ?? null };
    const change = { ...changeOf('token.create', id, name), after };
    if (by && result.kind === 'made')
      await appendAudit(inside, { tenantKey: owner.tenant_key }, [{ ...by, ...change }]);
    return { ...result, made: { id: madeId, account, kind, name, createdAt, expiresAt, lastUsedAt: undefined } };
  });
}

interface TokenRow extends Pick<TokenRecord, 'id' | 'kind' | 'name' | 'account'> {
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
}

export async function listTokens(reader: Reader, { tenantKey }: TenantScope): Promise<readonly TokenRecord[]> {
  const rows = await reader.rows<TokenRow>(TOKENS, [tenantKey]);
  return rows.map(({ created_at, expires_at, last_used_at, ...row }) => ({
    ...row,
    createdAt: created_at,
    expiresAt: expires_at ?? undefined,
    lastUsedAt: last_used_at ?? undefined,
  }));
}

export function revokeToken(
  reader: Reader,
  tenant: TenantScope,
  id: string,
  by?: AuditOrigin,
): Promise<Uint8Array | undefined> {
  return reader.transaction(async (inside) => {
    const [row] = await inside.rows<{ secret_hash: Uint8Array; name: string; kind: string; account: string }>(
      REVOKE_TOKEN,
      [tenant.tenantKey, id],
    );
    if (!row) return undefined;
    const before = { kind: row.kind, account: row.account };
    if (by) await appendAudit(inside, tenant, [{ ...by, ...changeOf('token.revoke', id, row.name), before }]);
    return row.secret_hash;
  });
}

function changeOf(action: string, id: string, name: string): AuditChange {
  return { action, object: { kind: 'token', id: formatId('tok', id), name }, outcome: 'done' };
}

export async function revokeTokensNamed(
  reader: Reader,
  { account, name }: { readonly account: string; readonly name: string },
): Promise<void> {
  await reader.rows(REVOKE_TOKENS_NAMED, [account, name]);
}

export function unknownAccount(account: string): CarillonError {
  return new CarillonError({ code: 'NOT_FOUND', message: said`there is no account "${account}"` });
}

export function toAccount(row: PrincipalRow): Pick<Principal, 'accountKey' | 'name' | 'tenantKey' | 'tenant'> {
  return { accountKey: row.account_key, name: row.name, tenantKey: row.tenant_key, tenant: row.tenant };
}
