import type { FiringNote, PlannedTime, Timeline } from './firing-time.ts';

/** All times of several timelines, equal instants once. */
export function unionOf(timelines: readonly Timeline[]): Timeline {
  const [only] = timelines;
  if (only && timelines.length === 1) return only;
  return {
    next(after) {
      let first: PlannedTime | undefined;
      for (const timeline of timelines) {
        const found = timeline.next(after);
        if (!found || (first && found.at > first.at)) continue;
        first = first?.at === found.at ? { at: found.at, notes: mergedNotes(first.notes, found.notes) } : found;
      }
      return first;
    },
  };
}

export function mergedNotes(notes: readonly FiringNote[], more: readonly FiringNote[]): readonly FiringNote[] {
  return more.every((note) => notes.includes(note)) ? notes : [...new Set([...notes, ...more])];
}
