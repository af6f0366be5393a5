import type { CreatedToken, CreateToken, PageOf, Token } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface Tokens {
  /** Its secret is in the answer and nowhere else: a repetition with the same key is refused, and names the token. */
  create(token: CreateToken, options?: { readonly idempotencyKey?: string | undefined }): Promise<CreatedToken>;
  list(): Promise<PageOf<Token>>;
  revoke(id: string): Promise<void>;
}

export function createTokens({ json }: Transport): Tokens {
  return {
    create: (body, { idempotencyKey = crypto.randomUUID() } = {}) =>
      json({ method: 'POST', path: '/tokens', body, idempotencyKey }),
    list: () => json({ path: '/tokens' }),
    revoke: (id) => json({ method: 'POST', path: path`/tokens/${id}/revoke` }),
  };
}
