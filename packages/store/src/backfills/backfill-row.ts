/** A backfill as a row, with how many of its dates are in which state. */
import {
  BACKFILL_DATE_STATES,
  type BackfillDateState,
  type BackfillOnly,
  type BackfillOrder,
  type BackfillRecord,
  type BackfillState,
  type JsonObject,
  type PinnedWorkflow,
  type Reason,
} from '@carillon/core';

export interface BackfillRow {
  readonly key: number;
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly version: number;
  readonly from_date: string;
  readonly to_date: string;
  readonly only_dates: BackfillOnly;
  readonly start_order: BackfillOrder;
  readonly parallelism: number;
  readonly priority: number;
  readonly params: JsonObject;
  readonly downstream: readonly PinnedWorkflow[];
  readonly state: BackfillState;
  readonly reason: Reason | null;
  readonly actor: string;
  readonly message: string | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly counts: Readonly<Partial<Record<BackfillDateState, number>>> | null;
  readonly date_ms: number | null;
}

/** For rows of the CTE `found`, in their order. Dates are text: a date is a label and never becomes an instant. */
export const SELECT_BACKFILLS = `select f.key, f.id, p.name project, e.name environment, w.name workflow, v.number as version,
    f.from_date::text, f.to_date::text, f.only_dates, f.start_order, f.parallelism, f.priority, f.params, f.downstream,
    f.state, f.reason, f.actor, f.message, f.created_at, f.started_at, f.ended_at, d.counts, coalesce(d.mean_ms, f.date_ms) date_ms
  from found f
  join project p on p.key = f.project_key
  join environment e on e.key = f.environment_key
  join workflow w on w.key = f.workflow_key
  join workflow_version v on v.key = f.version_key
  cross join lateral (
    select jsonb_object_agg(state, count) counts, max(mean_ms) filter (where state = 'success')::int8 mean_ms
    from (select state, count(*) count, avg(extract(epoch from ended_at - started_at) * 1000) mean_ms
      from backfill_date where backfill_key = f.key group by state) by_state) d
  order by f.key desc`;

export function toBackfill(row: BackfillRow): BackfillRecord {
  const counts = BACKFILL_DATE_STATES.map((state) => [state, row.counts?.[state] ?? 0]);
  return {
    id: row.id,
    project: row.project,
    environment: row.environment,
    workflow: row.workflow,
    version: row.version,
    from: row.from_date,
    to: row.to_date,
    only: row.only_dates,
    order: row.start_order,
    parallelism: row.parallelism,
    priority: row.priority,
    params: row.params,
    downstream: row.downstream.map(({ name }) => name),
    state: row.state,
    reason: row.reason ?? undefined,
    actor: row.actor,
    message: row.message ?? undefined,
    totals: Object.fromEntries(counts) as BackfillRecord['totals'],
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    dateMs: row.date_ms ?? undefined,
  };
}
