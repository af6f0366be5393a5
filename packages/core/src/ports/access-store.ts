/** Accounts, tokens, sessions and one-time sign-in codes. Secrets arrive here only as SHA-256 hashes. */
import type { AuditOrigin } from '../audit/audit-record.ts';
import type { Idempotency, MadeOnce } from './idempotency.ts';
import type { TenantScope } from './scope.ts';

export interface Principal {
  readonly accountKey: number;
  readonly name: string;
  readonly tenantKey: number;
  /** Name of the tenant. */
  readonly tenant: string;
  /** How the caller proved it; cookie sessions alone need the CSRF header. */
  readonly by: 'token' | 'session' | 'worker_token';
  readonly csrfToken?: string;
}

export type TokenKind = 'api' | 'worker';

/** A token without its secret, which nobody can tell any more. */
export interface TokenRecord {
  readonly id: string;
  readonly kind: TokenKind;
  readonly name: string;
  /** Whose rights it has. */
  readonly account: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
  /** To the minute. */
  readonly lastUsedAt: Date | undefined;
}

export interface AccessStore {
  byToken(secretHash: Uint8Array, kind: TokenKind): Promise<Principal | undefined>;
  bySession(secretHash: Uint8Array): Promise<Principal | undefined>;
  /** @throws CarillonError NOT_FOUND: there is no such account */
  addToken(
    token: {
      readonly id: string;
      readonly account: string;
      readonly kind: TokenKind;
      readonly secretHash: Uint8Array;
      readonly name: string;
      readonly expiresAt?: Date;
      readonly idempotency?: Idempotency | undefined;
    },
    /** Who asks, for the audit; absent where the program makes its own. */
    by?: AuditOrigin,
  ): Promise<MadeOnce<TokenRecord>>;
  /** Newest first; those that ended lately too. */
  tokens(tenant: TenantScope): Promise<readonly TokenRecord[]>;
  /** The hash of the token that ended with this; undefined when there is no such token. */
  revokeToken(tenant: TenantScope, id: string, by?: AuditOrigin): Promise<Uint8Array | undefined>;
  /** Ends every token of the account that has this name. */
  revokeTokensNamed(token: { readonly account: string; readonly name: string }): Promise<void>;
  addSignInCode(code: {
    readonly account: string;
    readonly secretHash: Uint8Array;
    readonly ttlMs: number;
  }): Promise<void>;
  /** Uses the code up and opens a session; undefined when it is unknown, used or expired. */
  redeem(
    codeHash: Uint8Array,
    session: { readonly secretHash: Uint8Array; readonly csrfToken: string; readonly ttlMs: number },
  ): Promise<Principal | undefined>;
  endSession(secretHash: Uint8Array): Promise<void>;
}
