/**
 * Tokens as text: `crl_<kind>_<id>_<secret>_<checksum>`, so that scanners find them where they do not
 * belong. The store keeps the hash of the whole text and can find a token, but not tell it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { formatId } from '@carillon/core';
import { newUuid } from '@carillon/runtime';

export interface NewToken {
  readonly text: string;
  readonly hash: Uint8Array;
}

export function createToken(kind: 'api' | 'wkr'): NewToken {
  const id = formatId('tok', newUuid()).slice('tok_'.length);
  const body = `crl_${kind}_${id}_${randomBytes(32).toString('base64url')}`;
  const text = `${body}_${checksum(body)}`;
  return { text, hash: hashToken(text) };
}

export function hashToken(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}

/** Six hex digits: enough to tell a typing error from a wrong token. */
function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 6);
}
