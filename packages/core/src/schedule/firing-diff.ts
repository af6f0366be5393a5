/** What another definition of a schedule would change, told by firings and not by fields. */

/** A firing and the date it is for; the texts of a preview compare as they are. */
export interface DatedFiring {
  readonly logicalTime: string;
  readonly startsAt: string;
  readonly logicalDate: string;
}

export interface FiringDiff<T extends DatedFiring> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  /** For the same date, at another time. */
  readonly moved: readonly { readonly before: T; readonly after: T }[];
  readonly kept: number;
}

/**
 * Both lists in the order of their times. What is at the same time in both is kept; of the rest, the nth
 * firing for a date before moved to the nth one for that date after.
 */
export function diffFirings<T extends DatedFiring>(before: readonly T[], after: readonly T[]): FiringDiff<T> {
  const stays = new Set(before.map(timeOf));
  const kept = new Set(after.map(timeOf).filter((time) => stays.has(time)));
  const gone = byDate(before.filter((firing) => !kept.has(timeOf(firing))));
  const added: T[] = [];
  const moved: { before: T; after: T }[] = [];
  for (const firing of after) {
    if (kept.has(timeOf(firing))) continue;
    const from = gone.get(firing.logicalDate)?.shift();
    if (from) moved.push({ before: from, after: firing });
    else added.push(firing);
  }
  return { added, removed: [...gone.values()].flat(), moved, kept: kept.size };
}

/** A changed jitter moves the start alone. */
const timeOf = ({ logicalTime, startsAt }: DatedFiring): string => `${logicalTime} ${startsAt}`;

function byDate<T extends DatedFiring>(firings: readonly T[]): ReadonlyMap<string, T[]> {
  const dates = new Map<string, T[]>();
  for (const firing of firings) {
    const sameDate = dates.get(firing.logicalDate);
    if (sameDate) sameDate.push(firing);
    else dates.set(firing.logicalDate, [firing]);
  }
  return dates;
}
