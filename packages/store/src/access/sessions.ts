/** Browser sessions and the one-time codes that open them. Secrets arrive as hashes only. */
import type { Principal } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { type PrincipalRow, toAccount, unknownAccount } from './tokens.ts';

/** A session ends eight hours after it was last seen, whatever its own limit; seen is kept to the minute. */
const BY_SESSION = {
  name: 'principal_by_session',
  text: `with found as (
      select s.secret_hash, s.seen_at, s.csrf_token, a.key account_key, a.name, a.tenant_key, n.name tenant
      from browser_session s join account a on a.key = s.account_key join tenant n on n.key = a.tenant_key
      where s.secret_hash = $1 and s.expires_at > now() and s.seen_at > now() - interval '8 hours'
    ), seen as (
      update browser_session s set seen_at = now() from found
      where s.secret_hash = found.secret_hash and found.seen_at < now() - interval '1 minute'
    )
    select account_key, name, tenant_key, tenant, csrf_token from found`,
};
/** Adding one is rare and a good moment to drop what has expired. */
const ADD_CODE = {
  name: 'add_sign_in_code',
  text: `with expired as (delete from sign_in_code where expires_at < now()),
      ended as (delete from browser_session where expires_at < now() or seen_at < now() - interval '8 hours')
    insert into sign_in_code (secret_hash, account_key, expires_at)
    select $2, key, now() + make_interval(secs => $3::float8 / 1000) from account where name = $1 order by key limit 1 returning 1 added`,
};
/** The delete is the use: of two callers with one code, one deletes it. */
const REDEEM = {
  name: 'redeem_sign_in_code',
  text: `with used as (delete from sign_in_code where secret_hash = $1 and expires_at > now() returning account_key),
      opened as (
        insert into browser_session (secret_hash, account_key, csrf_token, expires_at)
        select $2, account_key, $3, now() + make_interval(secs => $4::float8 / 1000) from used
      )
    select a.key account_key, a.name, a.tenant_key, n.name tenant
    from used join account a on a.key = used.account_key join tenant n on n.key = a.tenant_key`,
};
const END_SESSION = { name: 'end_session', text: 'delete from browser_session where secret_hash = $1' };

export async function principalBySession(reader: Reader, secretHash: Uint8Array): Promise<Principal | undefined> {
  const [row] = await reader.rows<PrincipalRow & { csrf_token: string }>(BY_SESSION, [secretHash]);
  return row && { ...toAccount(row), by: 'session', csrfToken: row.csrf_token };
}

export async function addSignInCode(
  reader: Reader,
  code: { readonly account: string; readonly secretHash: Uint8Array; readonly ttlMs: number },
): Promise<void> {
  const added = await reader.rows(ADD_CODE, [code.account, code.secretHash, code.ttlMs]);
  if (added.length === 0) throw unknownAccount(code.account);
}

export async function redeem(
  reader: Reader,
  codeHash: Uint8Array,
  session: { readonly secretHash: Uint8Array; readonly csrfToken: string; readonly ttlMs: number },
): Promise<Principal | undefined> {
  const [row] = await reader.rows<PrincipalRow>(REDEEM, [
    codeHash,
    session.secretHash,
    session.csrfToken,
    session.ttlMs,
  ]);
  return row && { ...toAccount(row), by: 'session', csrfToken: session.csrfToken };
}

export async function endSession(reader: Reader, secretHash: Uint8Array): Promise<void> {
  await reader.rows(END_SESSION, [secretHash]);
}
