/** Whether a plan still says what would be done: the items it froze against those made now. */
import type { BackfillItem } from './plan-backfill.ts';

export interface PlanChange {
  readonly logicalTime: number;
  readonly logicalDate: string;
  /** `none`: the logical time is not one of the range. */
  readonly before: string;
  readonly after: string;
}

/** Only what would be started or left out counts, not how a skip is explained. */
export function planChanges(before: readonly BackfillItem[], after: readonly BackfillItem[]): readonly PlanChange[] {
  const now = new Map(after.map((item) => [item.logicalTime, item]));
  const then = new Map(before.map((item) => [item.logicalTime, item]));
  const changed = before.flatMap((item): readonly PlanChange[] => {
    const other = now.get(item.logicalTime);
    return isSame(item, other) ? [] : [changeOf(item, item.action, other?.action ?? 'none')];
  });
  const added = after.filter((item) => !then.has(item.logicalTime));
  return [...changed, ...added.map((item) => changeOf(item, 'none', item.action))];
}

function isSame(item: BackfillItem, other: BackfillItem | undefined): boolean {
  if (item.action !== other?.action) return false;
  return item.action === 'skip' || item.runId === other.runId;
}

const changeOf = (item: BackfillItem, before: string, after: string): PlanChange => ({
  logicalTime: item.logicalTime,
  logicalDate: item.logicalDate,
  before,
  after,
});
