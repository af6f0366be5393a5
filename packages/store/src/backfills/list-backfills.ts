/** Backfills newest first, one of them, and the strip of its dates. */
import {
  type BackfillAction,
  type BackfillDateRecord,
  type BackfillDateState,
  type BackfillFilter,
  BACKFILL_STATES,
  type BackfillRecord,
  type Page,
  type Reason,
  type TenantScope,
} from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';
import { type BackfillRow, SELECT_BACKFILLS, toBackfill } from './backfill-row.ts';

const BACKFILLS = {
  text: `with found as (
    select b.* from backfill b join workflow w on w.key = b.workflow_key join project p on p.key = b.project_key
    where b.tenant_key = $1 and b.environment_key = $2 and b.state = any($3) and ($4::text is null or p.name = $4)
      and ($5::text is null or w.name = $5) and b.key < $6
    order by b.key desc limit $7) ${SELECT_BACKFILLS}`,
};
const BACKFILL = {
  name: 'backfill',
  text: `with found as (select * from backfill where tenant_key = $1 and id = $2) ${SELECT_BACKFILLS}`,
};
const DATES = {
  name: 'backfill_dates',
  text: `select d.position, d.logical_time, d.logical_date::text, d.action, d.state, d.reason, d.run_ids, d.started_at, d.ended_at
    from backfill_date d join backfill b on b.key = d.backfill_key
    where b.tenant_key = $1 and b.id = $2 and d.position > $3 order by d.position limit $4`,
};

const isKey = (part: string): boolean => /^\d{1,9}$/.test(part);
const HIGHEST_KEY = '2147483647';

export async function listBackfills(
  reader: Reader,
  place: TenantScope & { readonly environmentKey: number },
  filter: BackfillFilter,
): Promise<Page<BackfillRecord>> {
  const [before] = filter.cursor === undefined ? [HIGHEST_KEY] : decodeCursor(filter.cursor, [isKey]);
  const rows = await reader.rows<BackfillRow>(BACKFILLS, [
    place.tenantKey,
    place.environmentKey,
    filter.states ?? BACKFILL_STATES,
    filter.project ?? null,
    filter.workflow ?? null,
    before,
    filter.limit + 1,
  ]);
  const { items, nextCursor } = pageOf(rows, filter.limit, (row) => [String(row.key)]);
  return { items: items.map(toBackfill), nextCursor };
}

export async function findBackfill(
  reader: Reader,
  tenant: TenantScope,
  id: string,
): Promise<BackfillRecord | undefined> {
  const [row] = await reader.rows<BackfillRow>(BACKFILL, [tenant.tenantKey, id]);
  return row && toBackfill(row);
}

interface DateRow {
  readonly position: number;
  readonly logical_time: Date;
  readonly logical_date: string;
  readonly action: BackfillAction;
  readonly state: BackfillDateState;
  readonly reason: Reason | null;
  readonly run_ids: readonly string[];
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
}

export async function listDates(
  reader: Reader,
  tenant: TenantScope,
  id: string,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Page<BackfillDateRecord>> {
  const [after] = page.cursor === undefined ? ['-1'] : decodeCursor(page.cursor, [isKey]);
  const rows = await reader.rows<DateRow>(DATES, [tenant.tenantKey, id, after, page.limit + 1]);
  const { items, nextCursor } = pageOf(rows, page.limit, (row) => [String(row.position)]);
  return { items: items.map(toDate), nextCursor };
}

function toDate(row: DateRow): BackfillDateRecord {
  return {
    logicalTime: row.logical_time,
    logicalDate: row.logical_date,
    action: row.action,
    state: row.state,
    reason: row.reason ?? undefined,
    runIds: row.run_ids,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
  };
}
