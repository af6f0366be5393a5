/**
 * The chain of the audit (SECURITY S10.2): each row's hash covers the row and the hash before it, so that an
 * edit, a gap or another order shows without trusting the server that says so. That rows are missing at the
 * end shows against a checkpoint that was kept elsewhere.
 */
import { canonicalJson } from '../definition/canonical-json.ts';
import { sha256 } from '../sha256.ts';
import type { AuditRecord } from './audit-record.ts';

/** What stands before the first row. */
export const GENESIS_HASH = '0'.repeat(64);

/** How far a chain had come, to be kept outside: `42:9f86d0…`. */
export interface AuditCheckpoint {
  readonly seq: number;
  readonly hash: string;
}

/**
 * SHA-256 over the hash before and the canonical JSON of everything else in the row.
 * @param hash a faster one where the platform has it
 */
export function auditHash(record: Omit<AuditRecord, 'hash'>, hash: (text: string) => string = sha256): string {
  const { previousHash, ...content } = record;
  return hash(previousHash + canonicalJson(content));
}

/** Checks a chain row by row, oldest first, and says at once what is wrong. */
export function createChainCheck(checkpoint?: AuditCheckpoint): {
  /** What is wrong with this row; undefined when it follows the one before. */
  take(record: AuditRecord): string | undefined;
  /** What is wrong with the end; call it when every row was taken. */
  end(): string | undefined;
  readonly head: AuditCheckpoint;
} {
  let head: AuditCheckpoint = { seq: 0, hash: GENESIS_HASH };
  let passed = checkpoint === undefined;

  function problemOf(record: AuditRecord): string | undefined {
    if (record.seq > head.seq + 1) return `rows ${head.seq + 1} to ${record.seq - 1} are missing`;
    if (record.seq <= head.seq) return `row ${record.seq} stands behind row ${head.seq}`;
    if (record.previousHash !== head.hash) return `row ${record.seq} does not follow the row before it`;
    const { hash, ...content } = record;
    if (auditHash(content) !== hash) return `row ${record.seq} was changed after it was written`;
    if (record.seq === checkpoint?.seq && checkpoint.hash !== hash)
      return `row ${record.seq} is not the one of the checkpoint: the chain was written anew`;
    return undefined;
  }

  return {
    take(record) {
      const problem = problemOf(record);
      head = { seq: record.seq, hash: record.hash };
      passed ||= record.seq === checkpoint?.seq;
      return problem;
    },
    end() {
      if (passed || checkpoint?.seq === 0) return undefined;
      return `the chain ends at row ${head.seq}, before row ${checkpoint?.seq} of the checkpoint: its end was cut off`;
    },
    get head() {
      return head;
    },
  };
}

/** `42:9f86d0…` as {@link formatCheckpoint} writes it; undefined for any other text. */
export function parseCheckpoint(text: string): AuditCheckpoint | undefined {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  return seq === undefined || hash === undefined ? undefined : { seq: Number(seq), hash };
}

export function formatCheckpoint({ seq, hash }: AuditCheckpoint): string {
  return `${seq}:${hash}`;
}
