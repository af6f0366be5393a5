/**
 * From a request to a principal: a bearer token, else the session cookie. Look-ups are kept for five
 * seconds, which is how long a revoked token or an ended session may still work elsewhere (SECURITY S2.4).
 */
import { type AccessStore, CarillonError, type Principal, said } from '@carillon/core';
import type { Clock } from '@carillon/runtime';
import type { FastifyRequest } from 'fastify';
import { createExpiringCache } from '../expiring-cache.ts';
import { hashSecret } from './secrets.ts';

const PRINCIPAL_TTL_MS = 5_000;
const PRINCIPALS_KEPT = 10_000;
const API_TOKEN = /^crl_api_[0-9A-Z]{26}_[\w-]{43}_[\w-]{6}$/;

/** Who asks, and the name under which the caller's requests are counted. */
export interface Caller {
  readonly principal: Principal;
  readonly credential: string;
}

export interface Authenticator {
  readonly cookieName: string;
  /** @throws CarillonError AUTH_… */
  authenticate(request: FastifyRequest): Promise<Caller>;
  forget(credential: string): void;
  /** By the hash of the whole token. */
  forgetToken(secretHash: Uint8Array): void;
}

export function createAuthenticator({
  access,
  clock,
  secure,
}: {
  readonly access: AccessStore;
  readonly clock: Clock;
  readonly secure: boolean;
}): Authenticator {
  const known = createExpiringCache<Principal>({ ttlMs: PRINCIPAL_TTL_MS, capacity: PRINCIPALS_KEPT, clock });
  const cookieName = secure ? '__Host-carillon' : 'carillon';

  async function byToken(token: string): Promise<Caller> {
    const secret = hashSecret(token);
    const credential = tokenCredential(secret);
    const principal = API_TOKEN.test(token)
      ? await known.get(credential, () => access.byToken(secret, 'api'))
      : undefined;
    if (!principal) {
      throw new CarillonError({
        code: 'AUTH_TOKEN_INVALID',
        message: said`the token is unknown or has expired`,
        hint: said`Check CARILLON_TOKEN, or ask for a new token.`,
      });
    }
    return { principal, credential };
  }

  async function bySession(cookie: string): Promise<Caller> {
    const secret = hashSecret(cookie);
    const credential = `session:${secret.toString('base64url')}`;
    const principal = await known.get(credential, () => access.bySession(secret));
    if (!principal) {
      throw new CarillonError({
        code: 'AUTH_SESSION_EXPIRED',
        message: said`the session has ended`,
        hint: said`Open a new sign-in link: carillon open.`,
      });
    }
    return { principal, credential };
  }

  return {
    cookieName,
    authenticate(request) {
      const bearer = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1];
      if (bearer !== undefined) return byToken(bearer);
      const cookie = request.cookies[cookieName];
      if (cookie !== undefined) return bySession(cookie);
      throw new CarillonError({
        code: 'AUTH_REQUIRED',
        message: said`no token and no session came with the request`,
        hint: said`Send "Authorization: Bearer <token>", or open the sign-in link that the server printed.`,
      });
    },
    forget: (credential) => known.delete(credential),
    forgetToken: (secretHash) => known.delete(tokenCredential(secretHash)),
  };
}

const tokenCredential = (secretHash: Uint8Array): string => `token:${Buffer.from(secretHash).toString('base64url')}`;
