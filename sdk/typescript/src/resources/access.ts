import type { Session } from '@carillon/protocol';
import type { Transport } from '../transport.ts';

/** A link that signs one browser in, once and for a few minutes. */
export interface SignInCode {
  readonly code: string;
  readonly url: string;
  readonly expiresAt: string;
}

export interface SignInCodes {
  create(): Promise<SignInCode>;
}

export function createSignInCodes({ json }: Transport): SignInCodes {
  return { create: () => json({ method: 'POST', path: '/sign-in-codes' }) };
}

/** Who the token belongs to, and what it may see. */
export const readSession = ({ json }: Transport): Promise<Session> => json({ path: '/session' });
