/**
 * How many runs of backfills a tenant may have open, over all its backfills: never more than `most`, nor than
 * half of the workers' slots, so that a live firing finds a place however long a backfill's tasks take.
 * One always may, or nothing would move on a small cluster.
 */
export function backfillCap(slots: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(slots / 2)));
}
