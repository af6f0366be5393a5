/** Why a backfill starts no further date now. */
import type { BackfillRecord } from '../ports/backfill-store.ts';
import { blocked, type Check, type Explanation, firstBlocker, passed } from './check.ts';
import { resumeBackfill, showBackfill } from './fixes.ts';
import { askedBy } from './run-checks.ts';

export function explainBackfill(backfill: BackfillRecord): Explanation {
  const { state, reason, endedAt, startedAt, createdAt } = backfill;
  if (endedAt !== undefined) {
    const answer = passed('ENDED', { params: { state, reason: reason?.code }, since: endedAt });
    return { answer, checks: [answer] };
  }
  return firstBlocker([paused(backfill), share(backfill)], blocked('PLATFORM', { since: startedAt ?? createdAt }));
}

function paused({ id, state, reason }: BackfillRecord): Check {
  if (state !== 'paused') return passed('PAUSED');
  return blocked('PAUSED', { params: { level: 'backfill', ...askedBy(reason?.params) }, fix: resumeBackfill(id) });
}

/** Its own parallelism, or what all backfills of its tenant may have open. */
function share({ id, reason, parallelism, totals, startedAt }: BackfillRecord): Check {
  const isFull = totals.running >= parallelism;
  if (!isFull && reason?.code !== 'BACKFILL_SHARE') return passed('BACKFILL_SHARE');
  const params = isFull ? { open: totals.running, cap: parallelism } : reason?.params;
  return blocked('BACKFILL_SHARE', {
    params: { ...params },
    evidence: [{ kind: 'fact', name: 'planned', is: String(totals.planned) }],
    since: startedAt,
    fix: showBackfill(id),
  });
}
