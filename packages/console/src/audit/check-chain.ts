/** Whether the audit is as it was written, computed here from every row that the server sends (docs/reference/audit.md). */
import { type AuditCheckpoint, type AuditRecord, type ChainProblem, createChainCheck } from '@carillon/core';
import type { AuditRecord as SentRecord, PageOf } from '@carillon/protocol';

/** A broken chain is broken at every row after it: these are enough to see where. */
const MOST_PROBLEMS = 20;

export interface ChainSource {
  readonly head: () => Promise<AuditCheckpoint>;
  /** Oldest first. */
  readonly page: (cursor: string | undefined) => Promise<PageOf<SentRecord>>;
}

export interface ChainVerdict {
  readonly problems: readonly ChainProblem[];
  /** How far it was read: to be kept elsewhere and compared with later. */
  readonly reached: AuditCheckpoint;
}

/**
 * @param kept what an earlier check reached: shows that nothing was cut off or written anew since
 * @param onProgress rows that were read, and how many there are
 */
export async function checkChain(
  { head: readHead, page: readPage }: ChainSource,
  kept: AuditCheckpoint | undefined,
  onProgress: (read: number, of: number) => void,
): Promise<ChainVerdict> {
  const head = await readHead();
  const [against, ...others] = [createChainCheck(head), ...(kept ? [createChainCheck(kept)] : [])] as const;
  const checks = [against, ...others];
  const problems = new Map<string, ChainProblem>();
  const note = (problem: ChainProblem | undefined): void => {
    if (problem && problems.size < MOST_PROBLEMS) problems.set(JSON.stringify(problem), problem);
  };
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    for (const record of page.items) for (const check of checks) note(check.take(record as AuditRecord));
    onProgress(against.head.seq, Math.max(head.seq, against.head.seq));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  for (const check of checks) note(check.end());
  return { problems: [...problems.values()], reached: against.head };
}
