/** API and worker tokens. The hash is of the whole token, 256 bits of it random: equality leaks nothing. */
import {
  type AuditChange,
  type AuditOrigin,
  CarillonError,
  formatId,
  type Principal,
  type TenantScope,
  type TokenKind,
  type TokenRecord,
} from '@carillon/core';
import { appendAudit } from '../audit/index.ts';
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
    insert into access_token (id, account_key, kind, secret_hash, name, expires_at)
    select $1, key, $3, $4, $5, $6 from account where name = $2 order by key limit 1 returning created_at, (select tenant_key from account where key = account_key) tenant_key`,
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
}

export function addToken(reader: Reader, token: NewToken, by?: AuditOrigin): Promise<TokenRecord> {
  const { id, account, kind, secretHash, name, expiresAt } = token;
  return reader.transaction(async (inside) => {
    const values = [id, account, kind, secretHash, name, expiresAt ?? null];
    const [made] = await inside.rows<{ created_at: Date; tenant_key: number }>(ADD_TOKEN, values);
    if (!made) throw unknownAccount(account);
    const after = { kind, account, expiresAt: expiresAt?.toISOString() ?? null };
    const tenant = { tenantKey: made.tenant_key };
    if (by) await appendAudit(inside, tenant, [{ ...by, ...changeOf('token.create', id, name), after }]);
    return { id, account, kind, name, createdAt: made.created_at, expiresAt, lastUsedAt: undefined };
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
  return new CarillonError({ code: 'NOT_FOUND', message: `there is no account "${account}"` });
}

export function toAccount(row: PrincipalRow): Pick<Principal, 'accountKey' | 'name' | 'tenantKey' | 'tenant'> {
  return { accountKey: row.account_key, name: row.name, tenantKey: row.tenant_key, tenant: row.tenant };
}
