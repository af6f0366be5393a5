/**
 * Master keys: 256 random bits each, from a file or the environment, never from the database. The first one
 * wraps what is written from now on, the others only open what was wrapped before. A key is told by its
 * fingerprint, so that nobody has to name keys and a wrong one is found before it is used.
 */
import { createHash } from 'node:crypto';

export interface MasterKey {
  /** 16 hex digits of the key's hash. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** The newest first; empty where no key is configured. */
export type MasterKeys = readonly MasterKey[];

const KEY_BYTES = 32;
const FINGERPRINT = 'carillon/master-key/v1\n';

/**
 * Keys in base64, one a line or separated by commas, the newest first. `#` begins a comment.
 * @throws Error that says which line is no key, without showing it
 */
export function parseMasterKeys(text: string): MasterKeys {
  const lines = text
    .split(/[\n,]/)
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
  return lines.map((line, i) => {
    const bytes = /^[A-Za-z0-9+/_-]+={0,2}$/.test(line) ? Buffer.from(line, 'base64') : Buffer.alloc(0);
    if (bytes.length !== KEY_BYTES)
      throw new Error(`key ${i + 1} is not 32 bytes in base64; make one with: openssl rand -base64 32`);
    return masterKey(bytes);
  });
}

export function masterKey(bytes: Uint8Array): MasterKey {
  const id = createHash('sha256').update(FINGERPRINT).update(bytes).digest('hex').slice(0, 16);
  return { id, bytes };
}
