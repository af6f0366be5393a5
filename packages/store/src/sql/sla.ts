/** Promises of runs (`sla`): kept apart from runs, so that those without any pay nothing. */
import type { Statement } from '../database.ts';
import { LOWEST_ID } from '../id-bounds.ts';
import { DUE } from './conditions.ts';
import { PENDING, QUEUED } from './guards.ts';
import { inTerm } from './maintain.ts';
import { lockedRunsOfAnyKind, ONCE_LOCKED } from './run-lock.ts';

/**
 * What a success usually takes is the median of the last twenty of the workflow in its environment. A promise is first
 * looked at when one that had not begun by then would be late.
 */
export const promise: Statement = {
  name: 'sla_promise',
  text: `
with usual as (
  select percentile_disc(0.5) within group (order by extract(epoch from ended_at - created_at) * 1000)::int8 ms
  from (
    select ended_at, created_at from run_history h
    where (h.workflow_key, h.id) > ($5::int4, '${LOWEST_ID}') and (h.workflow_key, h.id) < ($5::int4 + 1, '${LOWEST_ID}')
      and h.environment_key = $4 and h.state = 10
    order by h.workflow_key desc, h.id desc limit 20) last),
x as (
  select x.*, case when x.kind = 'finish_by' and x.task_no < 0 then (select ms from usual) end usual_ms
  from unnest($6::int4[], $7::text[], $8::timestamptz[]) x (task_no, kind, term))
insert into sla_term (run_id, task_no, kind, tenant_key, project_key, environment_key, workflow_key, term, usual_ms, due_at)
select $1, task_no, kind, $2, $3, $4, $5, term, usual_ms, term - make_interval(secs => coalesce(usual_ms, 0) / 1000.0) from x
on conflict do nothing`,
};

/**
 * With what has become of the run or the task run since; no version: there is no such run. Uses index sla_term_due.
 */
export const takeDueSla: Statement = {
  name: 'sla_take_due',
  text: `
with due as (
  update sla_term t set due_at = clock_timestamp() + interval '10 s'
  where t.ctid = any(array(
    select ctid from sla_term where ${DUE} order by due_at limit $1::int4 for update skip locked))
  returning t.*)
select d.run_id, d.task_no, d.kind, d.term, d.usual_ms, d.predicted_at is not null predicted, clock_timestamp() now,
  r.version_key, f.started_at, f.ended_at, f.state, d.created_at
from due d
left join lateral (
  select version_key, state, null::timestamptz ended_at, null::timestamptz started_at, false solo from run where id = d.run_id
  union all
  select version_key, case when state in (${PENDING}, ${QUEUED}) then 1 else 2 end, null, dispatched_at, true
  from task_run where run_id = d.run_id and task_no = 0 and version_key is not null
  union all
  select version_key, state, ended_at, coalesce(started_at, case when attempt_no is not null then ended_at end), attempt_no is not null
  from run_history where id = d.run_id
  limit 1) r on true
cross join lateral (
  select coalesce(r.started_at, least(
      (select min(coalesce(started_at, dispatched_at, ended_at)) from task_history where run_id = d.run_id),
      (select min(dispatched_at) from attempt_history where run_id = d.run_id),
      (select min(dispatched_at) from task_run where run_id = d.run_id))) started_at,
    r.ended_at, r.state::int4 state
  where d.task_no < 0
  union all
  select coalesce(min(t.started_at), case when r.solo then r.started_at end), coalesce(max(t.ended_at), case when r.solo then r.ended_at end),
    coalesce(max(t.state), case when r.solo and r.ended_at is not null then r.state else 0 end)::int4
  from (
    select coalesce(started_at, dispatched_at, ended_at) started_at, ended_at, state from task_history where run_id = d.run_id and task_no = d.task_no
    union all
    select dispatched_at, null, null from attempt_history where run_id = d.run_id and task_no = d.task_no
    union all
    select dispatched_at, null, state from task_run where run_id = d.run_id and task_no = d.task_no) t
  having d.task_no >= 0) f`,
};

/** Whoever comes second changes nothing: a promise that is settled, or said to be at risk, is not so again. */
export const settleSla: Statement = {
  name: 'sla_settle',
  text: `
with x as materialized (
  select * from unnest($1::uuid[], $2::int4[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
  x (run_id, task_no, kind, outcome, due_at, step)),
told as materialized (select run_id from x where step is not null),
${lockedRunsOfAnyKind('told')},
k as (
  delete from sla_term t using x
  where t.run_id = x.run_id and t.task_no = x.task_no and t.kind = x.kind and x.outcome in ('kept', 'void') and t.missed_at is null),
u as (
  update sla_term t set due_at = x.due_at,
    missed_at = case when x.outcome = 'missed' then now() else t.missed_at end,
    predicted_at = case when x.outcome = 'at_risk' then now() else t.predicted_at end
  from x
  where ${ONCE_LOCKED} and t.run_id = x.run_id and t.task_no = x.task_no and t.kind = x.kind
    and x.outcome not in ('kept', 'void') and t.missed_at is null
    and (x.outcome <> 'at_risk' or t.predicted_at is null)
  returning t.run_id, t.tenant_key, t.project_key, t.environment_key, x.outcome, x.step),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, transitions)
  select run_id, tenant_key, project_key, environment_key, jsonb_agg(step) from u where step is not null group by 1, 2, 3, 4)
select outcome from u where step is not null`,
};

/** Of a run or task run that has not ended; the second to find it says nothing. */
export const noteLongRunning: Statement = {
  name: 'sla_note_long_running',
  text: `
with x as (select $1::uuid run_id),
${lockedRunsOfAnyKind('x')},
o as (
  select tenant_key, project_key, environment_key from run where id = $1
  union all
  select tenant_key, project_key, environment_key from task_run where run_id = $1 and task_no = 0 and version_key is not null),
n as (
  insert into long_running (run_id, task_no, attempt_no)
  select $1, $2, $3 from o
  where exists (select from r)
    and ($2 < 0 or exists (select 1 from task_run where run_id = $1 and task_no = $2 and attempt_no = $3 and attempt_id is not null))
  on conflict do nothing returning run_id)
insert into event (run_id, tenant_key, project_key, environment_key, transitions)
select n.run_id, o.tenant_key, o.project_key, o.environment_key, jsonb_build_array($4::jsonb) from n, o returning 1`,
};

/** Records of what was missed are kept as long as the details of runs. A bounded bite. */
export const pruneSla: Statement = {
  name: 'sla_prune',
  text: `
with ${inTerm(1)},
n as (
  delete from long_running where exists (select from l) and ctid = any(array(
    select ctid from long_running where at < now() - interval '90 days' limit 10000)))
delete from sla_term where exists (select from l) and ctid = any(array(
  select ctid from sla_term where due_at is null and missed_at < now() - interval '90 days' limit 10000))`,
};
