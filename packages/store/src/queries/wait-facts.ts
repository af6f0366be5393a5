/** What an explanation tells of waits: what they found when they looked last. */
import type { WaitAnswer, WaitFacts, WaitKind } from '@carillon/core';
import type { Reader } from '../reader.ts';

export const WAIT_FACTS = {
  name: 'wait_facts',
  text: `select task_no, kind, since, expires_at, checks, checked_at, answer from task_wait where run_id = $1`,
};

interface Row {
  readonly task_no: number;
  readonly kind: WaitKind;
  readonly since: Date;
  readonly expires_at: Date | null;
  readonly checks: number;
  readonly checked_at: Date | null;
  readonly answer: WaitAnswer | null;
}

export async function readWaitFacts(reader: Reader, runId: string): Promise<ReadonlyMap<number, WaitFacts>> {
  const rows = await reader.rows<Row>(WAIT_FACTS, [runId]);
  return new Map(
    rows.map(({ task_no, kind, since, expires_at, checks, checked_at, answer }) => [
      task_no,
      {
        kind,
        since,
        expiresAt: expires_at ?? undefined,
        checks,
        checkedAt: checked_at ?? undefined,
        answer: answer ?? undefined,
      },
    ]),
  );
}
