/** The firings of a draft beside those of the live schedule. */
import type { FiringPreview } from '@carillon/protocol';

export type FiringChange = 'kept' | 'added' | 'removed';

export interface ComparedFiring {
  readonly logicalTime: string;
  readonly change: FiringChange;
  readonly firing: FiringPreview;
}

/** Both lists are the first of theirs: what lies behind the end of the shorter full one is left out. */
export function compareFirings(
  live: readonly FiringPreview[],
  draft: readonly FiringPreview[],
  asked: number,
): readonly ComparedFiring[] {
  const ends = [live, draft].filter((list) => list.length >= asked).map((list) => list.at(-1)?.logicalTime ?? '');
  const end = ends.sort()[0];
  const before = new Set(live.map(({ logicalTime }) => logicalTime));
  const after = new Set(draft.map(({ logicalTime }) => logicalTime));
  return [
    ...draft.map((firing) => compared(firing, before.has(firing.logicalTime) ? 'kept' : 'added')),
    ...live.filter(({ logicalTime }) => !after.has(logicalTime)).map((firing) => compared(firing, 'removed')),
  ]
    .filter(({ logicalTime }) => end === undefined || logicalTime <= end)
    .sort((a, b) => (a.logicalTime < b.logicalTime ? -1 : 1));
}

const compared = (firing: FiringPreview, change: FiringChange): ComparedFiring => ({
  logicalTime: firing.logicalTime,
  change,
  firing,
});
