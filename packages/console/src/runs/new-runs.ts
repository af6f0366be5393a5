import type { Run } from '@carillon/protocol';

export interface Watched {
  /** The loaded rows, in their place, with the newest knowledge about each. */
  readonly rows: readonly Run[];
  /** Runs that would stand above the first row. */
  readonly newer: number;
}

/**
 * Joins what is on the screen with the newest page, which is asked for again and again. Ids sort by the
 * time they were made, so a run is new when its id is above that of the first row.
 */
export function watchRuns(loaded: readonly Run[], newest: readonly Run[]): Watched {
  const fresh = new Map(newest.map((run) => [run.id, run]));
  const first = loaded[0]?.id;
  return {
    rows: loaded.map((run) => fresh.get(run.id) ?? run),
    newer: newest.filter(({ id }) => first === undefined || id > first).length,
  };
}
