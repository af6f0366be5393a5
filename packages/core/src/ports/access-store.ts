/** Accounts, tokens, sessions and one-time sign-in codes. Secrets arrive here only as SHA-256 hashes. */

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

export interface AccessStore {
  byToken(secretHash: Uint8Array, kind: 'api' | 'worker'): Promise<Principal | undefined>;
  bySession(secretHash: Uint8Array): Promise<Principal | undefined>;
  addToken(token: {
    readonly account: string;
    readonly kind: 'api' | 'worker';
    readonly secretHash: Uint8Array;
    readonly name: string;
    readonly expiresAt?: Date;
  }): Promise<void>;
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
