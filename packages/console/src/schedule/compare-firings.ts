/** The firings of a draft beside those of the live schedule. */
import { diffFirings } from '@carillon/core';
import type { FiringPreview } from '@carillon/protocol';

export type FiringChange = 'kept' | 'moved' | 'added' | 'removed';

export interface ComparedFiring {
  readonly change: FiringChange;
  /** The draft's, or that of the live schedule where the draft has none. */
  readonly firing: FiringPreview;
  /** When the live schedule fires it; undefined where it is added. */
  readonly live: string | undefined;
  /** When the draft fires it; undefined where it is removed. */
  readonly draft: string | undefined;
}

/** Both lists are the first of theirs: what lies behind the end of the shorter full one is left out. */
export function compareFirings(
  live: readonly FiringPreview[],
  draft: readonly FiringPreview[],
  asked: number,
): readonly ComparedFiring[] {
  const ends = [live, draft].filter((list) => list.length >= asked).map((list) => list.at(-1)?.logicalTime ?? '');
  const end = ends.sort()[0];
  const known = ({ logicalTime }: FiringPreview): boolean => end === undefined || logicalTime <= end;
  const after = draft.filter(known);
  const { added, removed, moved } = diffFirings(live.filter(known), after);
  const origins = new Map(moved.map((pair) => [pair.after, pair.before]));
  const isNew = new Set(added);
  return [
    ...after.map((firing) => {
      const origin = origins.get(firing);
      if (origin) return compared('moved', firing, origin.logicalTime, firing.logicalTime);
      if (isNew.has(firing)) return compared('added', firing, undefined, firing.logicalTime);
      return compared('kept', firing, firing.logicalTime, firing.logicalTime);
    }),
    ...removed.map((firing) => compared('removed', firing, firing.logicalTime, undefined)),
  ].sort((a, b) => (a.firing.logicalTime < b.firing.logicalTime ? -1 : 1));
}

const compared = (
  change: FiringChange,
  firing: FiringPreview,
  live: string | undefined,
  draft: string | undefined,
): ComparedFiring => ({ change, firing, live, draft });
