/**
 * Tokens as text: `crl_<kind>_<id>_<secret>_<checksum>`, so that scanners find them where they do not
 * belong. The store keeps the hash of the whole text and can find a token, but not tell it.
 */
import { createHash } from 'node:crypto';
import { CarillonError, formatId, parseDuration, type TokenKind, said } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import { hashSecret, newSecret } from './secrets.ts';

export interface NewToken {
  readonly id: string;
  readonly text: string;
  readonly hash: Uint8Array;
}

const WORDS: Readonly<Record<TokenKind, string>> = { api: 'api', worker: 'wkr' };

const DAY_MS = 86_400_000;
const DEFAULT_LIFE_MS = 90 * DAY_MS;
const LONGEST_LIFE_MS = 365 * DAY_MS;

export function createToken(kind: TokenKind): NewToken {
  const id = newUuid();
  const body = `crl_${WORDS[kind]}_${formatId('tok', id).slice('tok_'.length)}_${newSecret()}`;
  const text = `${body}_${checksum(body)}`;
  return { id, text, hash: hashSecret(text) };
}

/** @throws CarillonError VALIDATION_REQUEST */
export function tokenLifeMs(expiresIn: string | undefined): number {
  const ms = expiresIn === undefined ? DEFAULT_LIFE_MS : parseDuration(expiresIn);
  if (ms !== undefined && ms > 0 && ms <= LONGEST_LIFE_MS) return ms;
  throw new CarillonError({
    code: 'VALIDATION_REQUEST',
    message: said`expiresIn "${expiresIn}" cannot be used`,
    hint: said`Write a duration such as 12h or 90d, a year (365d) at most.`,
  });
}

/** Six hex digits: enough to tell a typing error from a wrong token. */
function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 6);
}
