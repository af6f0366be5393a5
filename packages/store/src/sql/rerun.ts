/** Runs that keep a part of a finished one. */
import type { Statement } from '../database.ts';
import { RUN_RUNNING } from './guards.ts';

export const finishedRun: Statement = {
  name: 'rerun_finished_run',
  text: `
select tenant_key, project_key, environment_key, workflow_key, version_key, params, logical_time, state,
  attempt_no is not null and not exists (select 1 from task_history where run_id = $1), case when part then coalesce(parent_run_id, id) end
from run_history where id = $1 and tenant_key = $2`,
};

export const endsOf: Statement = {
  name: 'rerun_ends',
  text: `select task_no, state from task_history where run_id = $1`,
};

/**
 * One transaction: the run, its kept task runs in history with a copy of their outputs and where their artifacts
 * are, and rows for those that are not kept and have something to count.
 */
export const startRerun: Statement = {
  name: 'rerun_start',
  text: `
with i as (
  insert into idempotency (tenant_key, principal, route, key, body_hash, run_id)
  select $4, $13, $14, $15, $16::bytea, $1 where $15::text is not null on conflict do nothing returning run_id),
r as (
  insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, failed, priority, due_at, logical_time,
    trigger_kind, actor, params, rerun_of)
  select $1, $2::int4, $3::int4, $4::int4, $5::int4, $6::int4, case when $33::bool then 1 else ${RUN_RUNNING} end, $17::int4, $18::int4, $7::int2,
    case when not $33::bool then now() + make_interval(secs => $8::int8 / 1000.0) end, $9::timestamptz, $10::text, $11::text, $12::jsonb, $19::uuid
  where $15::text is null or exists (select 1 from i)
  returning id),
h as (
  insert into task_history (run_id, task_no, state, attempt_no, ready_at, ended_at, exit_code, reason, output)
  -- A microsecond apart in the order in which they ended there, which is the one that compensations go by.
  select r.id, x.task_no, x.state, 0, now(), now() - make_interval(secs => rank() over (order by o.ended_at desc) / 1e6), o.exit_code,
    case when x.code = 'REUSED' then coalesce(case when o.reason ->> 'code' = 'REUSED' then o.reason end,
      jsonb_build_object('code', 'REUSED', 'params', jsonb_build_object('runId', $32::text, 'taskNo', x.old_no))) else jsonb_build_object('code', x.code, 'params', jsonb_build_object('actor', $11::text)) end,
    case when x.code = 'REUSED' then o.output else '{}' end
  from r, unnest($20::int4[], $21::int4[], $22::int2[], $23::text[]) x (task_no, old_no, state, code)
  left join task_history o on o.run_id = $19::uuid and o.task_no = x.old_no)
insert into task_run (run_id, task_no, state, need, ok, failed, upstream_failed, skipped, lane_key, rank)
select r.id, x.task_no, x.state, x.need, x.ok, x.failed, x.upstream_failed, x.skipped, x.lane_key, 0
from r, unnest($24::int4[], $25::int2[], $26::int2[], $27::int2[], $28::int2[], $29::int2[], $30::int2[], $31::int4[])
  x (task_no, state, need, ok, failed, upstream_failed, skipped, lane_key)
returning task_no`,
};

/** Where the results of a kept task run are: the run and number that it had when it last ran. */
export const reusedFrom: Statement = {
  name: 'rerun_reused_from',
  text: `
select reason -> 'params' ->> 'runId', (reason -> 'params' ->> 'taskNo')::int4 from task_history
where run_id = $1 and task_no = $2 and reason ->> 'code' = 'REUSED'`,
};
