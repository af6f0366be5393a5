/**
 * What carries backfills out. Locks are taken in the order tenant, backfill, its dates, then runs. A date is
 * `running` from its first run to the end of its last; the run it waits for is `run_ids[step + 1]`, and where
 * that is absent its next run is to be started.
 */
import type { Statement } from '../database.ts';

const RUNNING_OF = `select count(*) from backfill_date r where r.backfill_key = b.key and r.state = 'running'`;
/** Of `backfill_date`. */
const BETWEEN_RUNS = `state = 'running' and run_ids[step + 1] is null`;

/**
 * Dates that could be started: those between two of their runs, and the next planned ones as far as the
 * parallelism goes. First come backfills with a date between two runs, which needs no room and may be what fills the
 * cap, then those with the fewest dates under way: they share the tenant's cap.
 * Uses the partial indexes backfill_open, backfill_date_running and backfill_date_planned.
 */
export const openBackfills: Statement = {
  name: 'backfill_open',
  text: `
select b.key, b.id, b.tenant_key, b.project_key, b.environment_key, b.workflow_key, b.version_key, b.downstream, b.priority, b.params, b.actor,
  d.logical_time, d.step, d.downstream_times, d.rerun_of, d.state = 'running'
from (select b.*, (${RUNNING_OF}) running, exists (select 1 from backfill_date d where d.backfill_key = b.key and ${BETWEEN_RUNS}) waits
  from backfill b where b.state in ('planned', 'running') order by waits desc, running, b.key limit $1::int4) b
cross join lateral (
  (select * from backfill_date where backfill_key = b.key and ${BETWEEN_RUNS})
  union all
  (select * from backfill_date where backfill_key = b.key and state = 'planned' order by position limit greatest(b.parallelism - b.running, 0))
) d
order by b.waits desc, b.running, b.key, d.state = 'running' desc, d.position`,
};

/** Starts of one tenant's backfills are made one after another, so that its cap holds (G9). Foreign keys do not wait for it. */
export const lockTenant: Statement = {
  name: 'backfill_lock_tenant',
  text: 'select 1 from tenant where key = $1 for no key update',
};

/** No row: it was paused, cancelled or has ended. */
export const lockBackfill: Statement = {
  name: 'backfill_lock',
  text: `select parallelism from backfill where key = $1 and state in ('planned', 'running') for update`,
};

/** Dates under way of the backfill and of its tenant, and the slots of workers that are here. */
export const roomForDates: Statement = {
  name: 'backfill_room',
  text: `
select (select count(*) from backfill_date where backfill_key = $1 and state = 'running'),
  (select count(*) from backfill_date d join backfill b on b.key = d.backfill_key where d.state = 'running' and b.tenant_key = $2),
  (select coalesce(sum(s.slots), 0) from worker_lease l join worker_session s on s.key = l.session_key where l.lease_until > clock_timestamp())`,
};

/** Those that are still as they were seen: a date whose run somebody else started is not returned. */
export const takeDates: Statement = {
  name: 'backfill_take_dates',
  text: `
update backfill_date d set state = 'running', run_ids = d.run_ids || x.run_id, rerun_of = null, reason = null, started_at = coalesce(d.started_at, now())
from unnest($2::timestamptz[], $3::int2[], $4::uuid[]) x (logical_time, step, run_id)
where d.backfill_key = $1 and d.logical_time = x.logical_time and d.step = x.step and d.state in ('planned', 'running') and d.run_ids[d.step + 1] is null
returning x.run_id`,
};

/** The reason says what holds more dates back, where something does. */
export const moveBackfill: Statement = {
  name: 'backfill_move',
  text: `
update backfill set state = 'running', started_at = coalesce(started_at, now()), reason = $2
where key = $1 and (state <> 'running' or started_at is null or reason is distinct from $2::jsonb)`,
};

export const failDate: Statement = {
  name: 'backfill_fail_date',
  text: `
update backfill_date set state = 'failed', reason = $4, started_at = coalesce(started_at, now()), ended_at = now()
where backfill_key = $1 and logical_time = $2 and step = $3 and state in ('planned', 'running') and run_ids[step + 1] is null`,
};

/**
 * A run in history has ended: its date goes on to its next run, or ends with it. The backfill is share-locked,
 * so that a cancelled one is not left with a date that waits for its next run. Index: primary key of run_history.
 */
export const settleDates: Statement = {
  name: 'backfill_settle',
  text: `
with ended as (
  select d.backfill_key, d.logical_time, h.state = 10 ok, h.state = 12 stopped,
    h.state = 10 and d.step < jsonb_array_length(b.downstream) more, b.state = 'cancelled' cancelled,
    case when d.step = 0 then h.reason else jsonb_build_object('code', 'DOWNSTREAM_UNSUCCESSFUL',
      'params', jsonb_build_object('workflow', b.downstream -> (d.step - 1) ->> 'name')) end reason
  from backfill_date d join backfill b on b.key = d.backfill_key join run_history h on h.id = d.run_ids[d.step + 1]
  where d.state = 'running'
  order by d.backfill_key, d.logical_time
  for share of b skip locked for update of d skip locked)
update backfill_date d set
  step = d.step + case when e.ok then 1 else 0 end,
  state = case when e.more and e.cancelled then 'cancelled' when e.more then 'running' when e.ok then 'success' when e.stopped then 'stopped' else 'failed' end,
  reason = case when not e.ok then e.reason end,
  ended_at = case when e.more and not e.cancelled then null else now() end
from ended e where d.backfill_key = e.backfill_key and d.logical_time = e.logical_time
returning 1`,
};

/** Locked first and looked at again by {@link endBackfills}, whose snapshot sees what a retry changed meanwhile. */
export const lockEndable: Statement = {
  name: 'backfill_lock_endable',
  text: `
select key from backfill b where state in ('planned', 'running', 'paused')
  and not exists (select 1 from backfill_date d where d.backfill_key = b.key and d.state in ('planned', 'running'))
for update skip locked`,
};

export const endBackfills: Statement = {
  name: 'backfill_end',
  text: `
update backfill b set ended_at = now(), state = case when bad.count > 0 then 'failed' else 'success' end,
  reason = case when bad.count > 0 then jsonb_build_object('code', 'DATES_UNSUCCESSFUL', 'params', jsonb_build_object('count', bad.count)) end
from unnest($1::int4[]) x (key),
  lateral (select count(*) count from backfill_date d where d.backfill_key = x.key and d.state in ('failed', 'stopped')) bad
where b.key = x.key and not exists (select 1 from backfill_date d where d.backfill_key = b.key and d.state in ('planned', 'running'))`,
};

export const followedRuns: Statement = {
  name: 'backfill_followed',
  text: `select run_ids[step + 1] from backfill_date where state = 'running' and run_ids[step + 1] is not null`,
};

export const runsToStop: Statement = {
  name: 'backfill_to_stop',
  text: `
select d.run_ids[d.step + 1], b.tenant_key, b.reason from backfill_date d join backfill b on b.key = d.backfill_key
where d.state = 'running' and d.run_ids[d.step + 1] is not null and b.state = 'cancelled' and b.stop_runs`,
};

/** A plan that can no longer be applied is kept for a day, so that its link still says what became of it. */
export const prunePlans: Statement = {
  name: 'plan_prune',
  text: `delete from plan where expires_at < now() - interval '1 day' returning 1`,
};
