/**
 * Identifiers. In the store and between our own processes an id is a lower-case UUIDv7; outside it is
 * written as a prefix, `_`, and the same 128 bits as 26 characters of Crockford base32 (VOCABULARY §7).
 */

export const ID_PREFIXES = [
  'run',
  'tr',
  'att',
  'wf',
  'ver',
  'sch',
  'trg',
  'bf',
  'apr',
  'pln',
  'wrk',
  'srv',
  'evt',
  'alr',
  'sil',
  'chn',
  'inc',
  'lim',
  'tok',
  'viw',
  'sec',
  'usr',
  'prj',
  'env',
  'ten',
] as const;
export type IdPrefix = (typeof ID_PREFIXES)[number];

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DASH = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const LOWER_A = 0x61;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Low bits of a run's id that are zero, so that a task run's id is its run's id plus the task's number. */
const TASK_BITS = 20n;
export const MAX_TASK_NO = Number((1n << TASK_BITS) - 1n);

function fromBits(bits: bigint): string {
  const hex = bits.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A UUIDv7 (RFC 9562 §5.7) from a millisecond time and ten random bytes that the caller supplies. */
export function uuidv7(nowMs: number, random: Uint8Array): string {
  let tail = 0n;
  for (let i = 0; i < 10; i++) tail = (tail << 8n) | BigInt(random[i] ?? 0);
  const randA = (tail >> 68n) & 0xfffn;
  const randB = tail & ((1n << 62n) - 1n);
  return fromBits((BigInt(nowMs) << 80n) | (7n << 76n) | (randA << 64n) | (2n << 62n) | randB);
}

/** A UUIDv7 whose last 20 bits are zero: the id of a run, see {@link taskRunId}. */
export function newRunId(nowMs: number, random: Uint8Array): string {
  return `${uuidv7(nowMs, random).slice(0, 31)}00000`;
}

/** Hexadecimal digits of a run's number among those of a request, before the digits of the task's number. */
const BATCH_DIGITS = 3;

/**
 * The id of the run at `index`, below 4 096, among those that one request starts.
 * @param of any of them
 */
export function runIdInBatch(of: string, index: number): string {
  return `${of.slice(0, 31 - BATCH_DIGITS)}${index.toString(16).padStart(BATCH_DIGITS, '0')}00000`;
}

/** The id of task number `taskNo` of a run. No row stores it: both parts can be read back from it. */
export function taskRunId(runId: string, taskNo: number): string {
  return runId.slice(0, 31) + taskNo.toString(16).padStart(5, '0');
}

export function splitTaskRunId(id: string): { runId: string; taskNo: number } {
  return { runId: `${id.slice(0, 31)}00000`, taskNo: Number.parseInt(id.slice(31), 16) };
}

/** `run_01J9…` for a UUID. Written for every assignment, hence without big integers. */
export function formatId(prefix: IdPrefix, uuid: string): string {
  let text = `${prefix}_`;
  let bits = 0;
  // 26 characters hold 130 bits: the first two are padding.
  let count = 2;
  for (let i = 0; i < uuid.length; i++) {
    const code = uuid.charCodeAt(i);
    if (code === DASH) continue;
    bits = (bits << 4) | (code <= NINE ? code - ZERO : code - LOWER_A + 10);
    count += 4;
    if (count < 5) continue;
    count -= 5;
    text += ALPHABET[(bits >> count) & 31];
    bits &= (1 << count) - 1;
  }
  return text;
}

/** Characters of an id behind its `_`. */
const LETTERS = 26;

/** The UUID behind a public id, or undefined when the text is no id of that kind. Case does not matter. */
export function parseId(prefix: IdPrefix, text: string): string | undefined {
  const body = text.slice(prefix.length + 1).toUpperCase();
  if (text.slice(0, prefix.length + 1).toLowerCase() !== `${prefix}_` || body.length !== LETTERS) return undefined;
  let bits = 0n;
  for (const char of body) {
    const value = ALPHABET.indexOf(char === 'O' ? '0' : char === 'I' || char === 'L' ? '1' : char);
    if (value < 0) return undefined;
    bits = (bits << 5n) | BigInt(value);
  }
  return bits >> 128n === 0n ? fromBits(bits) : undefined;
}

/** The first UUID and the last whose public ids begin with the text; undefined: none can. */
export function idsBeginning(
  prefix: IdPrefix,
  text: string,
): { readonly first: string; readonly last: string } | undefined {
  const length = prefix.length + 1 + LETTERS;
  // 26 characters hold 130 bits: the highest id begins with 7.
  const highest = text.length === prefix.length + 1 ? `${text}7` : text;
  const [first, last] = [parseId(prefix, text.padEnd(length, '0')), parseId(prefix, highest.padEnd(length, 'Z'))];
  return first === undefined || last === undefined ? undefined : { first, last };
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
