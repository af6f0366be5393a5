import { isFinalRunState, type RunState } from '@carillon/core';
import type { PageOf, Run } from '@carillon/protocol';

/** Ids sort by the time runs were made. */
export interface WatchedList {
  readonly loaded: readonly Run[];
  /** More rows would follow. */
  readonly hasMore: boolean;
  /** The first page, asked for again and again. */
  readonly newest: Pick<PageOf<Run>, 'items' | 'nextCursor'>;
}

/**
 * Ids of rows that may have changed since they were loaded, and that the newest page does not tell of: those that have not
 * ended, and those that it should hold and does not hold, as they match the filter no more.
 */
export function doubtfulRuns({ loaded, newest: { items, nextCursor } }: WatchedList): readonly string[] {
  const told = new Set(items.map(({ id }) => id));
  const last = nextCursor === undefined ? '' : items.at(-1)?.id;
  const isOpen = ({ state }: Run): boolean => !isFinalRunState(state as RunState);
  const hasLeft = (id: string): boolean => last !== undefined && id > last;
  return loaded.filter((run) => !told.has(run.id) && (isOpen(run) || hasLeft(run.id))).map(({ id }) => id);
}

export interface Watched {
  /** The loaded rows, in their place, with the newest knowledge about each. */
  readonly rows: readonly Run[];
  /** Runs that would stand above the rows or, as they came to match the filter only now, among them. */
  readonly unseen: number;
}

/** @param asked runs that were asked for by their ids, some of them of an earlier question */
export function watchRuns(list: WatchedList, asked: readonly Run[] = []): Watched {
  const { loaded, hasMore, newest } = list;
  const doubtful = new Set(doubtfulRuns(list));
  const later = new Map([...asked.filter(({ id }) => doubtful.has(id)), ...newest.items].map((run) => [run.id, run]));
  const known = new Set(loaded.map(({ id }) => id));
  const last = (hasMore && loaded.at(-1)?.id) || '';
  return {
    rows: loaded.map((run) => later.get(run.id) ?? run),
    unseen: newest.items.filter(({ id }) => !known.has(id) && id > last).length,
  };
}
