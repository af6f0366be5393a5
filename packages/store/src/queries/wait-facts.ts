/** What an explanation tells of waits: what they found when they looked last. */
import type { WaitAnswer, WaitFacts, WaitKind } from '@carillon/core';
import type { Reader } from '../reader.ts';

export const WAIT_FACTS = {
  name: 'wait_facts',
  text: `
    select w.task_no, w.kind, w.since, w.expires_at, w.checks, w.checked_at, w.answer,
      case when w.kind = 'signal' and w.spec -> 'with' ? 'key' then (
        select coalesce(s.key, '') from signal s
        where s.run_id = $1 and s.name = w.spec -> 'with' ->> 'signal' and s.key is distinct from w.spec -> 'with' ->> 'key'
          and not exists (select 1 from signal_taken t where t.run_id = $1 and t.signal_id = s.id)
        order by s.id desc limit 1) end other_key
    from task_wait w where w.run_id = $1`,
};

interface Row {
  readonly task_no: number;
  readonly kind: WaitKind;
  readonly since: Date;
  readonly expires_at: Date | null;
  readonly checks: number;
  readonly checked_at: Date | null;
  readonly answer: WaitAnswer | null;
  readonly other_key: string | null;
}

export async function readWaitFacts(reader: Reader, runId: string): Promise<ReadonlyMap<number, WaitFacts>> {
  const rows = await reader.rows<Row>(WAIT_FACTS, [runId]);
  return new Map(
    rows.map(({ task_no, kind, since, expires_at, checks, checked_at, answer, other_key }) => [
      task_no,
      {
        kind,
        since,
        expiresAt: expires_at ?? undefined,
        checks,
        checkedAt: checked_at ?? undefined,
        answer: answer ?? undefined,
        otherKey: other_key ?? undefined,
      },
    ]),
  );
}
