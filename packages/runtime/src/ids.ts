/** Core shapes identifiers; this is where their time and randomness come from. */
import { newRunId as runIdFrom, uuidv7 } from '@carillon/core';
import { systemClock } from './clock.ts';
import { host, onHostChange } from './host.ts';

const BYTES_OF_AN_ID = 10;
const POOL_BYTES = BYTES_OF_AN_ID * 512;

/** Random bytes are drawn in blocks: one system call for 512 ids. */
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;
onHostChange(() => {
  used = POOL_BYTES;
});

function idBytes(): Uint8Array {
  if (used === POOL_BYTES) {
    host.fillRandom(pool);
    used = 0;
  }
  used += BYTES_OF_AN_ID;
  return pool.subarray(used - BYTES_OF_AN_ID, used);
}

export function randomBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  host.fillRandom(bytes);
  return bytes;
}

/** A UUIDv7 of now. */
export function newUuid(): string {
  return uuidv7(systemClock.now(), idBytes());
}

/** A run's id: a UUIDv7 of now with room for the task numbers in its last bits. */
export function newRunId(): string {
  return runIdFrom(systemClock.now(), idBytes());
}
