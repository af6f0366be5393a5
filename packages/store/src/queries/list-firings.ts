/** The ledger of one schedule, newest first. */
import { type FiringRecord, type Page, type RunState, runStateOf, type ScheduleQueries } from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';
import { GRAPH_STATE, SOLO_STATE } from './run-row.ts';
import { FIRING_COLUMNS, type FiringRow, toFiringRecord } from './schedule-row.ts';

/** A walk backwards through the ledger's key; the states of runs are looked up for the page alone. */
const FIRINGS = {
  text: `with page as materialized (
    select ${FIRING_COLUMNS} from firing f
    where f.schedule_key = $1 and f.logical_time < $2
      and ($3::timestamptz is null or f.logical_time >= $3) and ($4::timestamptz is null or f.logical_time <= $4)
      and ($5::text[] is null or f.outcome = any($5))
    order by f.logical_time desc limit $6)
  select page.*, found.state run_state from page left join lateral (
    select ${GRAPH_STATE} state from run r where r.id = page.run_id
    union all
    select ${SOLO_STATE} from task_run t where t.run_id = page.run_id and t.task_no = 0 and t.version_key is not null
    union all
    select h.state from run_history h where h.id = page.run_id
    limit 1) found on page.run_id is not null
  order by page.logical_time desc`,
};

const LAST_FIRED = {
  name: 'last_fired',
  text: `select ${FIRING_COLUMNS} from firing f where f.schedule_key = $1 and f.outcome = 'fired' order by f.logical_time desc limit $2`,
};

const isInstant = (part: string): boolean => !Number.isNaN(Date.parse(part)) || part === 'infinity';

export async function listFirings(
  reader: Reader,
  scheduleKey: number,
  { from, to, outcomes, limit, cursor }: Parameters<ScheduleQueries['firings']>[1],
): Promise<Page<FiringRecord & { readonly runState: RunState | undefined }>> {
  const [before] = cursor === undefined ? ['infinity'] : decodeCursor(cursor, [isInstant]);
  const values = [scheduleKey, before, from ?? null, to ?? null, outcomes ?? null, limit + 1];
  const rows = await reader.rows<FiringRow & { readonly run_state: number | null }>(FIRINGS, values);
  const records = rows.map((row) => ({
    ...toFiringRecord(row),
    runState: row.run_state === null ? undefined : runStateOf(row.run_state),
  }));
  return pageOf(records, limit, ({ logicalTime }) => [logicalTime.toISOString()]);
}

export async function lastFired(reader: Reader, scheduleKey: number, limit: number): Promise<readonly FiringRecord[]> {
  return (await reader.rows<FiringRow>(LAST_FIRED, [scheduleKey, limit])).map(toFiringRecord);
}
