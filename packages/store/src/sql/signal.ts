/** Signals to runs and events to all that wait, as they are sent and taken. */
import type { Statement } from '../database.ts';
import { LOWEST_ID } from '../id-bounds.ts';

export const SIGNAL_PAGE = 100;

/** Whether the run is open, and where. */
export const signalledRun: Statement = {
  name: 'signalled_run',
  text: `
select project_key, environment_key, true from run where id = $1 and tenant_key = $2
union all
select project_key, environment_key, true from task_run where run_id = $1 and task_no = 0 and version_key is not null and tenant_key = $2
union all
select project_key, environment_key, false from run_history where id = $1 and tenant_key = $2
order by 3 desc limit 1`,
};

export const keptSignals: Statement = {
  name: 'kept_signals',
  text: `
select count(*)::int4 from signal s
where s.run_id = $1 and not exists (select 1 from signal_taken t where t.run_id = $1 and t.signal_id = s.id)`,
};

/** Returns nothing when its idempotency key was used before. */
export const addSignal: Statement = {
  name: 'add_signal',
  text: `
insert into signal (id, tenant_key, project_key, environment_key, run_id, name, key, payload, actor, idempotency_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id`,
};

export const sameSignal: Statement = {
  name: 'same_signal',
  text: `
select id, name = $4 and key is not distinct from $5 and payload = $6::jsonb from signal
where tenant_key = $1 and coalesce(run_id, '${LOWEST_ID}') = coalesce($2::uuid, '${LOWEST_ID}')
  and idempotency_key = $3`,
};

/**
 * What was sent to the run, and the events of its project since it was accepted: those of before are not meant for it.
 * Without a key it takes any. A page, behind the one of `$6`. Indexes signal_run, signal_event and signal_event_key.
 */
export const untakenSignals: Statement = {
  name: 'untaken_signals',
  text: `
with began as (
  select created_at from run where id = $1
  union all select created_at from task_run where run_id = $1 and task_no = 0 and version_key is not null)
select s.id, s.payload from (
  select id, key, payload from signal where run_id = $1 and name = $4
  union all
  select id, key, payload from signal where run_id is null and environment_key = $2 and project_key = $3 and name = $4
    and $5::text is null and at >= (select created_at from began)
  union all
  select id, key, payload from signal where run_id is null and environment_key = $2 and project_key = $3 and name = $4
    and key = $5 and at >= (select created_at from began)) s
where ($5::text is null or s.key = $5) and s.id > $6
  and not exists (select 1 from signal_taken t where t.run_id = $1 and t.signal_id = s.id)
order by s.id limit ${SIGNAL_PAGE}`,
};

/**
 * A signal counts once in a run, whichever of its tasks is first, and a wait takes one: two servers may look at it at once.
 *
 * w  locks the wait, so that who comes second finds it met
 */
export const takeSignal: Statement = {
  name: 'take_signal',
  text: `
with w as materialized (
  select from task_wait where run_id = $1 and task_no = $2 and met is null for update),
taken as (
  insert into signal_taken (run_id, signal_id, task_no) select $1, $3, $2 from w on conflict do nothing returning 1)
update task_wait set met = $4::jsonb from taken where run_id = $1 and task_no = $2 returning 1`,
};

export const projectName: Statement = {
  name: 'signal_project_name',
  text: `select name from project where key = $1`,
};
