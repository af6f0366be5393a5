import type { Statement } from '../database.ts';
import { DECISIONS, LIVE } from './guards.ts';

/**
 * The end of one-task runs: guard, end of run, history and outbox in one statement. A report names attempt,
 * fence and session; a decision (no attempt) names the state it saw. Rows not returned were stale. How the
 * row is reached: docs/architecture/store.md, "Plans".
 */
export const finishSolo: Statement = {
  name: 'finish_solo',
  text: `
with x as materialized (
  select * from unnest($1::uuid[], $2::uuid[], $3::int8[], $4::int4[], $5::int2[], $6::int2[], $7::float8[], $8::int4[], $9::jsonb[],
    $10::jsonb[], $11::jsonb[])
  x (run_id, attempt_id, fence, session_key, seen_state, outcome, started_ms, exit_code, reason, output, step)),
d as (
  delete from task_run t
  using x
  where t.run_id = any(array[x.run_id]) and (t.task_no = 0
    and t.version_key is not null and case when x.attempt_id is null
      then t.state = x.seen_state and (t.state, x.outcome) in (${DECISIONS}) and coalesce(t.child_open, 0) = 0
      else t.attempt_id = x.attempt_id and t.fence = x.fence and t.session_key = x.session_key and t.state in (${LIVE}) end) is true
  returning t.run_id, x.outcome, x.started_ms, x.exit_code, x.reason, x.output, x.step, t.version_key, t.workflow_key, t.tenant_key,
    t.project_key, t.environment_key, t.created_at, t.logical_time, t.trigger_kind, t.actor, t.params, t.attempt_no, t.attempt_id, t.fence,
    t.session_key, t.ready_at, t.input, t.rerun_of, t.parent_run_id, t.part),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, run_state, transitions)
  select run_id, tenant_key, project_key, environment_key, case when outcome = 14 then 10 else outcome end, jsonb_build_array(step) from d),
h as (
  insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at,
    logical_time, trigger_kind, actor, reason, params, output, attempt_no, attempt_id, fence, session_key, ready_at, started_at, exit_code, input,
    rerun_of, parent_run_id, part)
  select run_id, version_key, workflow_key, tenant_key, project_key, environment_key, case when outcome = 14 then 10 else outcome end,
    created_at, now(), logical_time, trigger_kind, actor, reason, params, output, attempt_no, attempt_id, fence, session_key, ready_at,
    to_timestamp(started_ms / 1000), exit_code, input, rerun_of, parent_run_id, part from d)
select run_id, parent_run_id is not null from d`,
};
