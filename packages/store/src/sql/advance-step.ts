import type { Statement } from '../database.ts';
import { LIVE, RUN_RUNNING, STARTING } from './guards.ts';

/**
 * What `advance` does for one task that succeeded and whose only child waited for nothing else, is not there yet and has
 * a worker: half of what a chain costs the store is that the large statement begins. It does all of it or nothing;
 * where it returns no row, `advance` decides.
 *
 * r  locks the run before its task (GUARANTEES 5.3); a run that is paused or stopping is not its business
 */
export const advanceStep: Statement = {
  name: 'advance_step',
  text: `
with r as materialized (
  select tenant_key, project_key, environment_key from run where id = $1::uuid and state = ${RUN_RUNNING} for no key update),
u as (
  delete from task_run t
  where t.run_id = $1::uuid and t.task_no = $2::int4 and (select count(*) from r) = 1
    and (t.attempt_id = $3::uuid and t.fence = $4::int8 and t.session_key = $5::int4 and t.state in (${LIVE})) is true
    and not exists (select 1 from task_run where run_id = $1::uuid and task_no = $11::int4)
  returning t.run_id, t.task_no, t.attempt_no, t.attempt_id, t.fence, t.session_key, t.ready_at, t.dispatched_at, t.input),
h as (
  insert into task_history (run_id, task_no, state, attempt_no, attempt_id, fence, session_key, ready_at, dispatched_at, started_at, ended_at,
    exit_code, reason, input, output)
  select run_id, task_no, $6::int2, attempt_no, attempt_id, fence, session_key, ready_at, dispatched_at, to_timestamp($7::float8 / 1000), now(),
    $8::int4, $9::jsonb, input, $10::jsonb from u),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, transitions)
  select u.run_id, r.tenant_key, r.project_key, r.environment_key, $12::jsonb from u cross join r)
insert into task_run (run_id, task_no, state, need, ok, fused, lane_key, rank, timeout_ms, session_key, attempt_no, attempt_id, fence, due_at,
  ready_at, dispatched_at)
select run_id, $11::int4, ${STARTING}, 1, 1, true, $13::int4, $14::int8, $15::int8, $16::int4, 1, gen_random_uuid(), nextval('fence_seq'),
  now() + make_interval(secs => $15::int8 / 1000.0), now(), now() from u
returning attempt_no, attempt_id, fence`,
};
