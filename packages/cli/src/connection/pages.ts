import type { PageOf } from '@carillon/sdk';
import type { OutputFlags } from '../output/view.ts';
import type { Terminal } from '../terminal.ts';

/** For people: programs see the limit they gave. */
export function hintAtMore(
  { limit, output, quiet }: { readonly limit: number } & OutputFlags,
  terminal: Terminal,
): void {
  if (quiet) return;
  if (output === 'table' || output === 'wide') terminal.err(`there are more; see them with --limit ${limit * 10}\n`);
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
