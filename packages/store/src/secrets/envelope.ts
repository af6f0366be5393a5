/**
 * Envelope encryption (SECURITY S5.1): AES-256-GCM with a fresh data key for every value, which the master key
 * wraps, so that a data key is used once and no nonce can be met again. What is sealed is bound to its place:
 * moved to another row, tenant or version it does not open. A sealed text is nonce, ciphertext, tag.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { MasterKey } from './master-keys.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Where a value belongs; part of what is authenticated. */
export interface SealedPlace {
  readonly tenantKey: number;
  readonly projectKey: number | null;
  readonly environmentKey: number | null;
  readonly name: string;
  readonly version: number;
}

export interface Sealed {
  readonly masterKeyId: string;
  readonly wrappedKey: Buffer;
  readonly sealed: Buffer;
}

export function seal(master: MasterKey, place: SealedPlace, value: string): Sealed {
  const dataKey = randomBytes(KEY_BYTES);
  try {
    return {
      masterKeyId: master.id,
      wrappedKey: encrypt(master.bytes, keyContext(place, master.id), dataKey),
      sealed: encrypt(dataKey, valueContext(place), Buffer.from(value, 'utf8')),
    };
  } finally {
    dataKey.fill(0);
  }
}

/** @throws Error when anything of it was changed, or belongs elsewhere */
export function open(master: MasterKey, place: SealedPlace, { wrappedKey, sealed }: Sealed): string {
  const dataKey = decrypt(master.bytes, keyContext(place, master.id), wrappedKey);
  try {
    return decrypt(dataKey, valueContext(place), sealed).toString('utf8');
  } finally {
    dataKey.fill(0);
  }
}

/** The data key under another master key; the value itself is not touched. */
export function rewrap(from: MasterKey, to: MasterKey, place: SealedPlace, wrappedKey: Buffer): Buffer {
  const dataKey = decrypt(from.bytes, keyContext(place, from.id), wrappedKey);
  try {
    return encrypt(to.bytes, keyContext(place, to.id), dataKey);
  } finally {
    dataKey.fill(0);
  }
}

function encrypt(key: Uint8Array, context: Buffer, text: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(context);
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, context: Buffer, sealed: Buffer): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(context)
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

const placeOf = ({ tenantKey, projectKey, environmentKey, name, version }: SealedPlace): readonly unknown[] => [
  tenantKey,
  projectKey,
  environmentKey,
  name,
  version,
];
const valueContext = (place: SealedPlace): Buffer =>
  Buffer.from(JSON.stringify(['carillon/secret/v1', ...placeOf(place)]));
const keyContext = (place: SealedPlace, masterKeyId: string): Buffer =>
  Buffer.from(JSON.stringify(['carillon/data-key/v1', ...placeOf(place), masterKeyId]));
