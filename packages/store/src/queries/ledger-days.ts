/** The ledger of one schedule by local dates: what a heat map of a year shows. */
import type { LedgerDay, ScheduleQueries } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { LOWEST_ID, lowestIdAt } from '../id-bounds.ts';
import { FIRING_COLUMNS, type FiringRow, toFiringRecord } from './schedule-row.ts';

/** A run is given its id when its firing is planned, which is a little before its time. */
const PLANNED_AHEAD_MS = 86_400_000;

/**
 * The history of the workflow is read once and joined, since a year of a schedule that fires every minute has
 * half a million runs. Only what is not in there, the open runs, is looked up one by one.
 */
const DAYS = {
  text: `with past as materialized (
    select (f.logical_time at time zone $4)::date::text date, f.outcome, f.run_id
    from firing f where f.schedule_key = $1 and f.logical_time >= $2 and f.logical_time < $3 and f.through is null
  ), ended as (
    select h.id, h.state from run_history h
    where (h.workflow_key, h.id) >= ($5::int4, $6::uuid) and (h.workflow_key, h.id) < ($5::int4 + 1, '${LOWEST_ID}')
      and h.id >= $6::uuid
  )
  select past.date, past.outcome, case
      when past.run_id is null then null
      when ended.state = 10 then 'success' when ended.state = 11 then 'failed' when ended.state = 12 then 'stopped'
      when exists (select from run where id = past.run_id) or exists (select from task_run where run_id = past.run_id) then 'open'
    end run, count(*)::int4
  from past left join ended on ended.id = past.run_id
  group by 1, 2, 3`,
};

const SPANS = {
  name: 'ledger_spans',
  text: `select ${FIRING_COLUMNS} from firing f
    where f.schedule_key = $1 and f.logical_time < $3 and f.through >= $2 order by f.logical_time desc limit 1000`,
};

export async function ledgerDays(
  reader: Reader,
  { key, workflowKey }: Parameters<ScheduleQueries['days']>[0],
  { from, before, timeZone }: Parameters<ScheduleQueries['days']>[1],
): ReturnType<ScheduleQueries['days']> {
  const [days, spans] = await Promise.all([
    reader.rows<Omit<LedgerDay, 'run'> & { readonly run: LedgerDay['run'] | null }>(DAYS, [
      key,
      from,
      before,
      timeZone,
      workflowKey,
      lowestIdAt(new Date(from.getTime() - PLANNED_AHEAD_MS)),
    ]),
    reader.rows<FiringRow>(SPANS, [key, from, before]),
  ]);
  return { days: days.map((day) => ({ ...day, run: day.run ?? undefined })), spans: spans.map(toFiringRecord) };
}
