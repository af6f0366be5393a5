import type { Statement } from '../database.ts';

/**
 * One-task runs: the task's row is the run. `$1…` are arrays with one element a run. A run whose
 * idempotency key is taken is left out of the answer. State is 0 pending, 1 ready, 2 leased, 4 waiting.
 */
export const startSolo: Statement = {
  name: 'start_solo',
  text: `
with x as materialized (
  select * from unnest($1::uuid[], $2::int2[], $3::int4[], $4::int8[], $5::int4[], $6::int8[], $7::int8[], $8::jsonb[], $9::jsonb[],
    $10::int4[], $11::int4[], $12::int4[], $13::int4[], $14::int4[], $15::timestamptz[], $16::text[], $17::text[], $18::jsonb[],
    $19::text[], $20::text[], $21::text[], $22::bytea[], $23::uuid[], $24::int8[], $25::timestamptz[], $26::uuid[], $27::bool[])
  x (id, state, lane_key, rank, session_key, timeout_ms, due_ms, input, reason,
    version_key, workflow_key, tenant_key, project_key, environment_key, logical_time, trigger_kind, actor, params,
    principal, route, ikey, body_hash, rerun_of, deadline_ms, held_since, parent_run_id, part)),
i as (
  insert into idempotency (tenant_key, principal, route, key, body_hash, run_id)
  select tenant_key, principal, route, ikey, body_hash, id from x where ikey is not null
  on conflict do nothing returning run_id)
insert into task_run (run_id, task_no, state, need, lane_key, rank, attempt_no, attempt_id, fence, session_key, timeout_ms, due_at,
  ready_at, dispatched_at, reason, input, version_key, workflow_key, tenant_key, project_key, environment_key, created_at,
  logical_time, trigger_kind, actor, params, rerun_of, deadline_at, parent_run_id, part)
select id, 0, state, 0, lane_key, rank,
  case when state = 2 then 1 else 0 end, case when state = 2 then gen_random_uuid() end, case when state = 2 then nextval('fence_seq') end,
  session_key, timeout_ms,
  now() + make_interval(secs => (case when state = 2 then timeout_ms else due_ms end) / 1000.0),
  now(), case when state = 2 then now() end, reason, input,
  version_key, workflow_key, tenant_key, project_key, environment_key, coalesce(held_since, now()), logical_time, trigger_kind, actor, params, rerun_of,
  now() + make_interval(secs => deadline_ms / 1000.0), parent_run_id, part
from x where ikey is null or (id in (select run_id from i)) is true
returning run_id, task_no, attempt_no, attempt_id, fence, state`,
};

/** Alike one-task runs, which wait in their lane: ids and params are arrays of one element a run, the rest is said once. */
export const startAlike: Statement = {
  name: 'start_alike',
  text: `
insert into task_run (run_id, task_no, state, need, lane_key, rank, timeout_ms, ready_at, created_at,
  version_key, workflow_key, tenant_key, project_key, environment_key, logical_time, trigger_kind, actor, params)
select id, 0, 1, 0, $3::int4, $4::int8, $5::int8, now(), now(),
  $6::int4, $7::int4, $8::int4, $9::int4, $10::int4, $11::timestamptz, $12::text, $13::text, params
from unnest($1::uuid[], $2::jsonb[]) x (id, params)`,
};

/** Rows of roots, from the arrays behind `$first`, one element a root. */
const roots = (first: number): string => {
  const types = ['uuid', 'int4', 'int2', 'bool', 'int4', 'int8', 'int4', 'int8', 'int8', 'jsonb', 'jsonb', 'int8'];
  return `
  insert into task_run (run_id, task_no, state, need, fused, lane_key, rank, attempt_no, attempt_id, fence, session_key, timeout_ms,
    due_at, ready_at, dispatched_at, reason, input, deadline_at)
  select run_id, task_no, state, 0, fused, lane_key, rank,
    case when state = 2 then 1 else 0 end, case when state = 2 then gen_random_uuid() end, case when state = 2 then nextval('fence_seq') end,
    session_key, timeout_ms, now() + make_interval(secs => (case when state = 2 then timeout_ms else due_ms end) / 1000.0),
    case when state > 0 then now() end, case when state = 2 then now() end, reason, input,
    now() + make_interval(secs => deadline_ms / 1000.0)
  from unnest(${types.map((type, i) => `$${first + i}::${type}[]`).join(', ')})
    t (run_id, task_no, state, fused, lane_key, rank, session_key, timeout_ms, due_ms, input, reason, deadline_ms)`;
};

/**
 * Runs of several tasks: `$1…` one element a run, `$21…` one element a root task. Rows of roots go in with
 * the run or not at all.
 */
export const startGraph: Statement = {
  name: 'start_graph',
  text: `
with x as materialized (
  select * from unnest($1::uuid[], $2::int4[], $3::int4[], $4::int4[], $5::int4[], $6::int4[], $7::int4[], $8::int2[], $9::timestamptz[],
    $10::int8[], $11::text[], $12::text[], $13::jsonb[], $14::text[], $15::text[], $16::text[], $17::bytea[], $18::uuid[], $19::uuid[], $20::bool[])
  x (id, version_key, workflow_key, tenant_key, project_key, environment_key, open, priority, logical_time, due_ms, trigger_kind, actor,
    params, principal, route, ikey, body_hash, rerun_of, parent_run_id, part)),
i as (
  insert into idempotency (tenant_key, principal, route, key, body_hash, run_id)
  select tenant_key, principal, route, ikey, body_hash, id from x where ikey is not null
  on conflict do nothing returning run_id),
r as (
  insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, due_at, logical_time,
    trigger_kind, actor, params, rerun_of, parent_run_id, part)
  select id, version_key, workflow_key, tenant_key, project_key, environment_key, 2, open, priority,
    now() + make_interval(secs => due_ms / 1000.0), logical_time, trigger_kind, actor, params, rerun_of, parent_run_id, part
  from x where ikey is null or (id in (select run_id from i)) is true
  returning id),
t as (${roots(21)}
  where (run_id in (select id from r)) is true
  returning run_id, task_no, attempt_no, attempt_id, fence, state)
select run_id, task_no, attempt_no, attempt_id, fence, state from t`,
};

/** Of runs that stood already, and waited. */
export const startRoots: Statement = {
  name: 'start_roots',
  text: `${roots(1)}
  returning run_id, task_no, attempt_no, attempt_id, fence, state`,
};

export const idempotent: Statement = {
  name: 'idempotent',
  text: `select run_id, body_hash = $5, runs from idempotency where tenant_key = $1 and principal = $2 and route = $3 and key = $4`,
};

/** No row: it is taken. `$7` runs have it. */
export const takeKey: Statement = {
  name: 'take_key',
  text: `
insert into idempotency (tenant_key, principal, route, key, body_hash, run_id, runs) values ($1, $2, $3, $4, $5, $6, $7)
on conflict do nothing returning run_id`,
};
