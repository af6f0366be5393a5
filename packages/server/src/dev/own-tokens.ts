/**
 * The tokens of one `carillon dev`: of its worker, and of clients on the same machine. They are good while it
 * runs. It may have been killed, so the next start on the same data directory ends those before it as well.
 */
import { hostname } from 'node:os';
import { createToken, type NewToken } from '@carillon/api';
import type { AccessStore, TokenKind } from '@carillon/core';
import { ADMIN } from '../admin.ts';

export interface OwnTokens {
  readonly api: NewToken;
  readonly worker: NewToken;
  revoke(): Promise<void>;
}

export async function issueOwnTokens(access: AccessStore, dataDirectory: string): Promise<OwnTokens> {
  // Not a name that a person can give: those have no spaces.
  const name = `carillon dev of ${hostname()}:${dataDirectory}`;
  const revoke = (): Promise<void> => access.revokeTokensNamed({ account: ADMIN, name });
  await revoke();
  const issue = async (kind: TokenKind): Promise<NewToken> => {
    const token = createToken(kind);
    await access.addToken({ id: token.id, account: ADMIN, kind, name, secretHash: token.hash });
    return token;
  };
  return { api: await issue('api'), worker: await issue('worker'), revoke };
}
