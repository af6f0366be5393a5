import type { Statement } from '../database.ts';
import { LIVE, QUEUED, RUN_RUNNING, STARTING, SUCCESS } from './guards.ts';
import { ONCE_LOCKED } from './run-lock.ts';

/**
 * What `advance` does for tasks of as many runs, in the order of their ids, that succeeded and whose only child waited for
 * nothing else and is not there yet. No child is summed up or looked for and each run has one event, which is half of what
 * such a step costs the store. Of each it does all or nothing; those that it does not return, `advance` decides.
 *
 * The child is counted, since the planner may read the whole table to answer whether it exists.
 *
 * r  locks the runs before their tasks (GUARANTEES 5.3); one that is paused or stopping is not its business
 */
export const advanceSteps: Statement = {
  name: 'advance_steps',
  text: `
with r as materialized (
  select x.*, l.tenant_key, l.project_key, l.environment_key
  from unnest($1::uuid[], $2::int4[], $3::uuid[], $4::int8[], $5::int4[], $6::float8[], $7::int4[], $8::jsonb[], $9::jsonb[], $10::jsonb[],
      $11::int4[], $12::int4[], $13::int8[], $14::int8[], $15::int4[])
    x (run_id, task_no, attempt_id, fence, session_key, started_ms, exit_code, reason, output, step, child, lane_key, rank, timeout_ms, child_session)
  cross join lateral (
    select tenant_key, project_key, environment_key from run where id = x.run_id and state = ${RUN_RUNNING} for no key update) l),
u as (
  delete from task_run t using r
  where ${ONCE_LOCKED} and t.run_id = any(array[r.run_id]) and t.task_no = any(array[r.task_no])
    and (t.attempt_id = r.attempt_id and t.fence = r.fence and t.session_key = r.session_key and t.state in (${LIVE})
      and (select count(*) from task_run where run_id = r.run_id and task_no = r.child) = 0) is true
  returning t.attempt_no, t.ready_at, t.dispatched_at, t.input, r.*),
h as (
  insert into task_history (run_id, task_no, state, attempt_no, attempt_id, fence, session_key, ready_at, dispatched_at, started_at, ended_at,
    exit_code, reason, input, output)
  select run_id, task_no, ${SUCCESS}, attempt_no, attempt_id, fence, session_key, ready_at, dispatched_at, to_timestamp(started_ms / 1000), now(),
    exit_code, reason, input, output from u),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, transitions)
  select run_id, tenant_key, project_key, environment_key, step from u)
insert into task_run (run_id, task_no, state, need, ok, fused, lane_key, rank, timeout_ms, session_key, attempt_no, attempt_id, fence, due_at,
  ready_at, dispatched_at)
select run_id, child, case when has_worker then ${STARTING} else ${QUEUED} end, 1, 1, true, lane_key, rank, timeout_ms, child_session,
  case when has_worker then 1 else 0 end, case when has_worker then gen_random_uuid() end, case when has_worker then nextval('fence_seq') end,
  case when has_worker then now() + make_interval(secs => timeout_ms / 1000.0) end, now(), case when has_worker then now() end
from (select *, child_session is not null has_worker from u) u
returning run_id, attempt_no, attempt_id, fence`,
};
