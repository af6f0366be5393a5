/**
 * Tokens as text: `crl_<kind>_<id>_<secret>_<checksum>`, so that scanners find them where they do not
 * belong. The store keeps the hash of the whole text and can find a token, but not tell it.
 */
import { createHash } from 'node:crypto';
import { formatId, type TokenKind } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import { hashSecret, newSecret } from './secrets.ts';

export interface NewToken {
  readonly id: string;
  readonly text: string;
  readonly hash: Uint8Array;
}

const WORDS: Readonly<Record<TokenKind, string>> = { api: 'api', worker: 'wkr' };

export function createToken(kind: TokenKind): NewToken {
  const id = newUuid();
  const body = `crl_${WORDS[kind]}_${formatId('tok', id).slice('tok_'.length)}_${newSecret()}`;
  const text = `${body}_${checksum(body)}`;
  return { id, text, hash: hashSecret(text) };
}

/** Six hex digits: enough to tell a typing error from a wrong token. */
function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 6);
}
