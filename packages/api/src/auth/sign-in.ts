/** One-time sign-in codes and the sessions they open. */
import { type AccessStore, CarillonError, type Principal, said } from '@carillon/core';
import type { Clock } from '@carillon/runtime';
import { hashSecret, newSecret } from './secrets.ts';

const CODE_TTL_MS = 10 * 60_000;
export const SESSION_TTL_MS = 7 * 24 * 3_600_000;

export interface SignIn {
  newCode(account: string): Promise<{ readonly code: string; readonly expiresAt: Date }>;
  /** @throws CarillonError AUTH_CODE_INVALID */
  redeem(code: string): Promise<{ readonly principal: Principal; readonly cookie: string }>;
}

export function createSignIn(access: AccessStore, clock: Clock): SignIn {
  return {
    async newCode(account) {
      const code = newSecret();
      await access.addSignInCode({ account, secretHash: hashSecret(code), ttlMs: CODE_TTL_MS });
      return { code, expiresAt: new Date(clock.now() + CODE_TTL_MS) };
    },
    async redeem(code) {
      const cookie = newSecret();
      const session = { secretHash: hashSecret(cookie), csrfToken: newSecret(), ttlMs: SESSION_TTL_MS };
      const principal = await access.redeem(hashSecret(code), session);
      if (!principal) {
        throw new CarillonError({
          code: 'AUTH_CODE_INVALID',
          message: said`the sign-in code is unknown, used or expired`,
          hint: said`Open a new sign-in link: carillon open.`,
        });
      }
      return { principal, cookie };
    },
  };
}

export function signInLink(publicUrl: string, code: string): string {
  return `${publicUrl}/#sign-in=${code}`;
}
