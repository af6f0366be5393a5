/** What this node makes good: counted in its metrics, and told to whoever keeps the record of the platform. */
import { type Healing, type HealingKind, healingsOf } from '@carillon/core';

/** @param healed public ids, or their number where nobody knows which */
export type OnHealed = (kind: HealingKind, healed: readonly string[] | number) => void;

export function createHealings(
  counted: (kind: HealingKind, count: number) => void,
  record: (healings: readonly Healing[]) => void,
): OnHealed {
  return (kind, healed) => {
    const healings = healingsOf(kind, healed);
    if (healings.length === 0) return;
    for (const { count } of healings) counted(kind, count);
    record(healings);
  };
}
