/** API and worker tokens. The hash is of the whole token, 256 bits of it random: equality leaks nothing. */
import { CarillonError, type Principal } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import type { Reader } from '../reader.ts';

export interface PrincipalRow {
  readonly account_key: number;
  readonly name: string;
  readonly tenant_key: number;
  readonly tenant: string;
}

/** The last use is kept to the minute: a write per request would be the most frequent one of all. */
const BY_TOKEN = {
  name: 'principal_by_token',
  text: `with found as (
      select t.id, t.last_used_at, a.key account_key, a.name, a.tenant_key, n.name tenant
      from access_token t join account a on a.key = t.account_key join tenant n on n.key = a.tenant_key
      where t.secret_hash = $1 and t.kind = $2 and (t.expires_at is null or t.expires_at > now())
    ), used as (
      update access_token t set last_used_at = now() from found
      where t.id = found.id and (found.last_used_at is null or found.last_used_at < now() - interval '1 minute')
    )
    select account_key, name, tenant_key, tenant from found`,
};
const ADD_TOKEN = {
  name: 'add_token',
  text: `insert into access_token (id, account_key, kind, secret_hash, name, expires_at)
    select $1, key, $3, $4, $5, $6 from account where name = $2 order by key limit 1 returning id`,
};

export async function principalByToken(
  reader: Reader,
  secretHash: Uint8Array,
  kind: 'api' | 'worker',
): Promise<Principal | undefined> {
  const [row] = await reader.rows<PrincipalRow>(BY_TOKEN, [secretHash, kind]);
  return row && { ...toAccount(row), by: kind === 'api' ? 'token' : 'worker_token' };
}

export interface NewToken {
  readonly account: string;
  readonly kind: 'api' | 'worker';
  readonly secretHash: Uint8Array;
  readonly name: string;
  readonly expiresAt?: Date;
}

export async function addToken(reader: Reader, token: NewToken): Promise<void> {
  const made = await reader.rows(ADD_TOKEN, [
    newUuid(),
    token.account,
    token.kind,
    token.secretHash,
    token.name,
    token.expiresAt ?? null,
  ]);
  if (made.length === 0) throw unknownAccount(token.account);
}

export function unknownAccount(account: string): CarillonError {
  return new CarillonError({ code: 'NOT_FOUND', message: `there is no account "${account}"` });
}

export function toAccount(row: PrincipalRow): Pick<Principal, 'accountKey' | 'name' | 'tenantKey' | 'tenant'> {
  return { accountKey: row.account_key, name: row.name, tenantKey: row.tenant_key, tenant: row.tenant };
}
