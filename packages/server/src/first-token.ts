/**
 * `carillon token create --in-database`: the first token of a server that was given its database. Whoever holds
 * the database may have one; every later token is made through the API.
 */
import { createToken, tokenLifeMs } from '@carillon/api';
import { formatId, type TokenKind } from '@carillon/core';
import { openStore } from '@carillon/store';
import { ADMIN } from './admin.ts';
import { readServerConfig, type ServerOverrides } from './config.ts';
import { checkGivenDatabase } from './given-database.ts';
import { openLog } from './log.ts';

export interface FirstToken {
  readonly id: string;
  readonly secret: string;
  readonly expiresAt: Date;
}

export async function createFirstToken(
  token: { readonly kind: TokenKind; readonly name: string; readonly expiresIn?: string },
  overrides: Pick<ServerOverrides, 'databaseUrl'> = {},
): Promise<FirstToken> {
  const config = readServerConfig(overrides);
  const { databaseUrl } = config;
  if (!databaseUrl) throw new Error('CARILLON_DATABASE_URL: name the database of the server that the token is for');
  const expiresAt = new Date(Date.now() + tokenLifeMs(token.expiresIn));
  await checkGivenDatabase(databaseUrl);
  const log = openLog('carillon', config, 'warn');
  const store = await openStore({ url: databaseUrl, applicationName: 'carillon-token', log });
  try {
    const { id, text, hash } = createToken(token.kind);
    await store.access.addToken({
      id,
      account: ADMIN,
      kind: token.kind,
      name: token.name,
      secretHash: hash,
      expiresAt,
    });
    return { id: formatId('tok', id), secret: text, expiresAt };
  } finally {
    await store.close();
  }
}
