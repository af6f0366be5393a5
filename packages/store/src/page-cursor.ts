/** Page cursors: the key of the last row, opaque to clients. Paging by key costs the same on every page. */
import { CarillonError, type Page, said } from '@carillon/core';

export function encodeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @param isPart whether a decoded part may be the key's part of that position */
export function decodeCursor(cursor: string, isPart: readonly ((part: string) => boolean)[]): string[] {
  const key = parse(cursor);
  if (
    !Array.isArray(key) ||
    key.length !== isPart.length ||
    !key.every((part, i) => typeof part === 'string' && isPart[i]?.(part))
  ) {
    throw new CarillonError({
      code: 'VALIDATION_CURSOR',
      message: said`the cursor was not given out by this list`,
      hint: said`Start again without a cursor.`,
    });
  }
  return key as string[];
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined; // said by the caller: the text is the user's
  }
}

/** Cuts the one row that was read beyond the limit and makes the cursor from the last that stays. */
export function pageOf<T>(rows: readonly T[], limit: number, keyOf: (row: T) => readonly string[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : undefined };
}
