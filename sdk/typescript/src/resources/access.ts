import type { Session, SignInCode } from '@carillon/protocol';
import type { Transport } from '../transport.ts';

export interface SignInCodes {
  /** A link that signs one browser in, once and for a few minutes. */
  create(): Promise<SignInCode>;
}

export function createSignInCodes({ json }: Transport): SignInCodes {
  return { create: () => json({ method: 'POST', path: '/sign-in-codes' }) };
}

/** Who the token belongs to, and what it may see. */
export const readSession = ({ json }: Transport): Promise<Session> => json({ path: '/session' });
