/** What was made good, newest first. Whoever writes drops what is too old or too much. */
import type { Healing, HealingRecord, Page } from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';

const RECORD = {
  name: 'healing_record',
  text: `with old as (
      delete from healing where id <= (select max(id) from healing) - 10000 or at < clock_timestamp() - interval '30 days')
    insert into healing (server, kind, object, count)
    select $1, kind, object, count from unnest($2::text[], $3::text[], $4::int4[]) new(kind, object, count)`,
};
const LIST = {
  name: 'healings',
  text: 'select id, at, server, kind, object, count from healing where id < $1 order by id desc limit $2',
};
const NEWEST = String(Number.MAX_SAFE_INTEGER);

export async function recordHealings(reader: Reader, server: string, healings: readonly Healing[]): Promise<void> {
  await reader.rows(RECORD, [
    server,
    healings.map(({ kind }) => kind),
    healings.map(({ object }) => object ?? null),
    healings.map(({ count }) => count),
  ]);
}

export async function listHealings(
  reader: Reader,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<Page<HealingRecord>> {
  const [before = NEWEST] = cursor === undefined ? [] : decodeCursor(cursor, [(part) => /^\d{1,15}$/.test(part)]);
  const rows = await reader.rows<Omit<HealingRecord, 'object'> & { readonly object: string | null }>(LIST, [
    before,
    limit + 1,
  ]);
  return pageOf(
    rows.map((row) => ({ ...row, object: row.object ?? undefined })),
    limit,
    ({ id }) => [String(id)],
  );
}
