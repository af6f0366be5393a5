import type { Statement } from '../database.ts';

const claimColumns = `s.key, s.id, s.name, s.tenant_key, s.project_key, s.environment_key, s.workflow_key, d.version_key, s.definition,
  s.next_fire_at, s.floor, s.last_run_id`;

/**
 * Schedules due within the look-ahead. The claim only saves work: what is overdue by two seconds is taken
 * no matter who holds it (GUARANTEES 3.2). Paused workflows are left out before the limit: their overdue
 * schedules come first in the order and would take all of it. Uses index schedule_due.
 */
export const claimSchedules: Statement = {
  name: 'claim_schedules',
  text: `
with s as (
  update schedule set claimed_until = clock_timestamp() + make_interval(secs => $2 / 1000.0)
  where key = any(array(
    select key from schedule p where state = 'enabled' and next_fire_at <= clock_timestamp() + make_interval(secs => $1 / 1000.0)
      and (claimed_until < clock_timestamp() or next_fire_at < clock_timestamp() - interval '2 s')
      and exists (select 1 from deployment d where d.workflow_key = p.workflow_key and d.environment_key = p.environment_key and not d.paused)
    order by next_fire_at limit $3::int4 for update skip locked))
  returning *)
select ${claimColumns} from s join deployment d on d.workflow_key = s.workflow_key and d.environment_key = s.environment_key`,
};

/** Enabled schedules without a next time: left by an edit of the clock, the zone rules or a crash. */
export const schedulesToRepair: Statement = {
  name: 'schedules_to_repair',
  text: `
select ${claimColumns} from schedule s join deployment d on d.workflow_key = s.workflow_key and d.environment_key = s.environment_key
where s.state = 'enabled' and s.next_fire_at is null limit $1`,
};

/**
 * Compare and set on what the plan was made from (next time, definition, live version): an edit that came in
 * between is fired by its own plan. The row stays locked for the firing transaction. The
 * last column is false while the newest time of the plan has not come: callers know the store's clock by estimate.
 */
export const lockSchedule: Statement = {
  name: 'fire_lock',
  text: `
select last_run_id, exists (select 1 from run where id = s.last_run_id)
    or exists (select 1 from task_run where run_id = s.last_run_id and task_no = 0),
  clock_timestamp() >= $3
from schedule s where key = $1 and state = 'enabled' and next_fire_at is not distinct from $2 and definition = $5::jsonb
  and exists (select 1 from deployment d where d.workflow_key = s.workflow_key and d.environment_key = s.environment_key
    and d.version_key = $4 and not d.paused)
for update`,
};

/** Never early, never at or below the floor, never twice (G1). */
export const insertFirings: Statement = {
  name: 'fire_ledger',
  text: `
insert into firing (schedule_key, logical_time, through, outcome, reason, notes, run_id)
select s.key, x.logical_time, x.through, x.outcome, x.reason, coalesce(string_to_array(nullif(x.notes, ''), ','), '{}'), x.run_id
from schedule s, unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::timestamptz[]) x (logical_time, outcome, reason, notes, run_id, through)
where s.key = $1 and x.logical_time > s.floor and clock_timestamp() >= x.logical_time
on conflict do nothing
returning logical_time, outcome`,
};

export const moveSchedule: Statement = {
  name: 'fire_move',
  text: `
update schedule set next_fire_at = $2, floor = greatest(floor, $3), last_run_id = coalesce($4, last_run_id), claimed_until = '-infinity',
  state = case when $2::timestamptz is null then 'ended' else state end, failures = 0, error = null, updated_at = now()
where key = $1`,
};

/** The next time of a schedule that had none. */
export const setNextFire: Statement = {
  name: 'schedule_set_next',
  text: `
update schedule set next_fire_at = $2, state = case when $2::timestamptz is null then 'ended' else state end, updated_at = now()
where key = $1 and next_fire_at is null and state = 'enabled'`,
};

/** Quarantined schedules get another chance after ten minutes; their times meanwhile are misfires. */
export const releaseQuarantined: Statement = {
  name: 'schedule_release',
  text: `
update schedule set state = 'enabled', failures = 2, updated_at = now()
where state = 'quarantined' and updated_at < now() - interval '10 minutes'`,
};

/** Three failures alone quarantine a schedule, so that one bad one never stops the others (GUARANTEES 3.7). */
export const noteFailure: Statement = {
  name: 'schedule_failure',
  text: `
update schedule set failures = failures + 1, error = $2, updated_at = now(), claimed_until = clock_timestamp() + interval '10 s',
  state = case when failures >= 2 then 'quarantined' else state end
where key = $1`,
};
