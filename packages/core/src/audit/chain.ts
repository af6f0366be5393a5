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

/** What is wrong with a row, or with the end. */
export type ChainProblem =
  | { readonly code: 'missing'; readonly from: number; readonly to: number }
  | { readonly code: 'out_of_order'; readonly seq: number; readonly after: number }
  | { readonly code: 'unlinked' | 'edited' | 'rewritten'; readonly seq: number }
  | { readonly code: 'cut'; readonly seq: number; readonly last: number };

/** The same in English. */
export function chainProblemText(problem: ChainProblem): string {
  switch (problem.code) {
    case 'missing':
      return `rows ${problem.from} to ${problem.to} are missing`;
    case 'out_of_order':
      return `row ${problem.seq} stands behind row ${problem.after}`;
    case 'unlinked':
      return `row ${problem.seq} does not follow the row before it`;
    case 'edited':
      return `row ${problem.seq} was changed after it was written`;
    case 'rewritten':
      return `row ${problem.seq} is not the one of the checkpoint: the chain was written anew`;
    case 'cut':
      return `the chain ends at row ${problem.last}, before row ${problem.seq} of the checkpoint: its end was cut off`;
  }
}

/** Checks a chain row by row, oldest first, and says at once what is wrong. */
export function createChainCheck(checkpoint?: AuditCheckpoint): {
  /** What is wrong with this row; undefined when it follows the one before. */
  take(record: AuditRecord): ChainProblem | undefined;
  /** What is wrong with the end; call it when every row was taken. */
  end(): ChainProblem | undefined;
  readonly head: AuditCheckpoint;
} {
  let head: AuditCheckpoint = { seq: 0, hash: GENESIS_HASH };
  let passed = checkpoint === undefined;

  function problemOf(record: AuditRecord): ChainProblem | undefined {
    const { seq } = record;
    if (seq > head.seq + 1) return { code: 'missing', from: head.seq + 1, to: seq - 1 };
    if (seq <= head.seq) return { code: 'out_of_order', seq, after: head.seq };
    if (record.previousHash !== head.hash) return { code: 'unlinked', seq };
    const { hash, ...content } = record;
    if (auditHash(content) !== hash) return { code: 'edited', seq };
    if (seq === checkpoint?.seq && checkpoint.hash !== hash) return { code: 'rewritten', seq };
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
      if (passed || checkpoint === undefined || checkpoint.seq === 0) return undefined;
      return { code: 'cut', seq: checkpoint.seq, last: head.seq };
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
