import type { PageOf } from '@carillon/sdk';
import type { Terminal } from '../terminal.ts';

/** Whatever the format: a pipe keeps stdout to itself, and what reads it would take some for all. */
export function hintAtMore(limit: number, terminal: Terminal): void {
  terminal.err(`there are more than these ${limit}; --limit all takes all of them\n`);
}

/** The most that one answer holds. */
const PAGE_SIZE = 200;

/** Items page after page, up to a limit. */
export async function collectPages<T>(
  read: (page: { readonly limit: number; readonly cursor: string | undefined }) => Promise<PageOf<T>>,
  limit: number,
): Promise<{ readonly items: readonly T[]; readonly hasMore: boolean }> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ limit: Math.min(PAGE_SIZE, limit - items.length), cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < limit);
  return { items, hasMore: cursor !== undefined };
}
