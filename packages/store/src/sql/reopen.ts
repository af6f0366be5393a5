/** Taking back ends in an open run; the run is locked. Attempts that ended are kept in attempt_history. */
import type { Statement } from '../database.ts';

/** Where a row outlives its end, history has the truth. What waits for runs that it started is under way. */
export const statesOf: Statement = {
  name: 'reopen_states',
  text: `
select task_no, state from task_history where run_id = $1
union all
select task_no, case when child_open > 0 then 3 else state end from task_run t where run_id = $1 and not exists (select 1 from task_history where run_id = $1 and task_no = t.task_no)`,
};

/** Rows and ends go; each task's number of attempts so far comes back. */
export const clearTasks: Statement = {
  name: 'reopen_clear',
  text: `
with t as (delete from task_run where run_id = $1 and task_no = any($2::int4[]) returning task_no, attempt_no),
h as (delete from task_history where run_id = $1 and task_no = any($2::int4[]) returning *),
a as (
  insert into attempt_history (run_id, task_no, attempt_no, state, attempt_id, fence, session_key, dispatched_at, started_at, ended_at, exit_code,
    reason, output)
  select run_id, task_no, attempt_no, state, attempt_id, fence, session_key, dispatched_at, started_at, ended_at, exit_code, reason, output
  from h where attempt_id is not null and state in (10, 11, 12))
select task_no, max(attempt_no) from (select task_no, attempt_no from t union all select task_no, attempt_no from h) x group by 1`,
};

/** Pending ones, and such that have ended before their upstreams. */
export const putTasks: Statement = {
  name: 'reopen_put',
  text: `
insert into task_run (run_id, task_no, state, need, ok, failed, upstream_failed, skipped, attempt_no, lane_key, rank)
select $1, task_no, state, need, ok, failed, upstream_failed, skipped, attempt_no, lane_key, 0
from unnest($2::int4[], $3::int2[], $4::int2[], $5::int2[], $6::int2[], $7::int2[], $8::int2[], $9::int2[], $10::int4[])
  x (task_no, state, need, ok, failed, upstream_failed, skipped, attempt_no, lane_key)`,
};

export const markTask: Statement = {
  name: 'reopen_mark',
  text: `
insert into task_history (run_id, task_no, state, attempt_no, ended_at, reason, output) values ($1, $2, $3, $4, now(), $5::jsonb, '{}')`,
};

export const recount: Statement = {
  name: 'reopen_recount',
  text: `
with r as (
  update run set open = $2, failed = $3 where id = $1 returning id, tenant_key, project_key, environment_key)
insert into event (run_id, tenant_key, project_key, environment_key, actor, transitions)
select id, tenant_key, project_key, environment_key, $4, jsonb_build_array($5::jsonb) from r`,
};
