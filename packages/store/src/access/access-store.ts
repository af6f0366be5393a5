/** Core's port for tokens, sessions and sign-in codes, on the ordinary pool. */
import type { AccessStore } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { addSignInCode, endSession, principalBySession, redeem } from './sessions.ts';
import { addToken, listTokens, principalByToken, revokeToken, revokeTokensNamed } from './tokens.ts';

export function createAccessStore(pool: pg.Pool): AccessStore {
  const reader = createReader(pool);
  return {
    byToken: (secretHash, kind) => principalByToken(reader, secretHash, kind),
    bySession: (secretHash) => principalBySession(reader, secretHash),
    addToken: (token, by) => addToken(reader, token, by),
    tokens: (tenant) => listTokens(reader, tenant),
    revokeToken: (tenant, id, by) => revokeToken(reader, tenant, id, by),
    revokeTokensNamed: (token) => revokeTokensNamed(reader, token),
    addSignInCode: (code) => addSignInCode(reader, code),
    redeem: (codeHash, session) => redeem(reader, codeHash, session),
    endSession: (secretHash) => endSession(reader, secretHash),
  };
}
