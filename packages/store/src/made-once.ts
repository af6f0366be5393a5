/** Rows that are made once by their idempotency key: it stands in the row itself, beside a hash of the request. */
import type { Idempotency, MadeOnce } from '@carillon/core';
import type { Reader, ReadStatement } from './reader.ts';

/** For the columns idempotency_key and body_hash. */
export const keyValues = (idempotency: Idempotency | undefined): readonly [string | null, Uint8Array | null] =>
  idempotency ? [`${idempotency.principal} ${idempotency.key}`, idempotency.bodyHash] : [null, null];

/**
 * Of two at once, one inserts and the other waits for it and then inserts nothing.
 *
 * @param add inserts `on conflict do nothing`
 * @param same reads what has the key `$2` below `$1`, and as `is_same` whether it has the hash `$3`
 */
export async function madeOnce<R extends object>(
  reader: Reader,
  { add, values, same, below }: OnceInsert,
  idempotency: Idempotency | undefined,
): Promise<MadeOnce<R>> {
  const [made] = await reader.rows<R>(add, values);
  if (made) return { kind: 'made', made };
  const [first] = await reader.rows<R & { readonly is_same: boolean }>(same, [below, ...keyValues(idempotency)]);
  if (!first) throw new Error(`${add.name} wrote nothing`);
  return first.is_same ? { kind: 'replayed', made: first } : { kind: 'key_reused' };
}

interface OnceInsert {
  readonly add: ReadStatement;
  readonly values: readonly unknown[];
  readonly same: ReadStatement;
  /** Key of what the row belongs to. */
  readonly below: number | string;
}
