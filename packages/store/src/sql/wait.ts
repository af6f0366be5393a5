/** Waits that stand in the store, and what makes their task runs due. */
import type { Statement } from '../database.ts';
import { PAUSED, WAITING } from './guards.ts';
import { inTerm } from './maintain.ts';

/** A decision that a crash swallowed is taken again; a task that is tried again waits anew. */
export const beginWait: Statement = {
  name: 'begin_wait',
  text: `
with t as (
  insert into wait_topic (environment_key, topic, run_id, task_no)
  select $5, topic, $1, $2 from unnest($9::text[]) topic on conflict do nothing)
insert into task_wait as w (run_id, task_no, tenant_key, project_key, environment_key, task, kind, spec, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + make_interval(secs => $10::int8 / 1000.0))
on conflict (run_id, task_no) do update set kind = excluded.kind, spec = excluded.spec, since = excluded.since,
  expires_at = excluded.expires_at, checks = 0, checked_at = null, answer = null, met = null`,
};

export const waitOf: Statement = {
  name: 'wait_of',
  text: `
select task, tenant_key, project_key, environment_key, kind, spec, since, expires_at, coalesce(expires_at <= clock_timestamp(), false),
  checks, checked_at, answer, met
from task_wait where run_id = $1 and task_no = $2`,
};

/**
 * The row was taken until a time ahead (take_due_tasks); a wake sets one that has come. Who finds that leaves it, so that
 * what came while it looked is looked at again.
 */
export const postponeWait: Statement = {
  name: 'postpone_wait',
  text: `
with w as (
  update task_wait set checks = checks + 1, checked_at = clock_timestamp(), answer = coalesce($3::jsonb, answer)
  where run_id = $1 and task_no = $2 returning expires_at)
update task_run t set due_at = least(clock_timestamp() + make_interval(secs => $4::int8 / 1000.0), w.expires_at, t.deadline_at)
from w where t.run_id = $1 and t.task_no = $2 and t.state = ${WAITING} and t.due_at > clock_timestamp()
returning t.due_at`,
};

/** The wait that began at $3, in whole milliseconds: its task may have been tried again since, and waits anew. */
export const forgetWait: Statement = {
  name: 'forget_wait',
  text: `
with w as (
  delete from task_wait where run_id = $1 and task_no = $2 and date_trunc('milliseconds', since) = $3
  returning run_id, task_no)
delete from wait_topic t using w where t.run_id = w.run_id and t.task_no = w.task_no`,
};

/** In the order of their keys, as whoever ends them locks them. */
const wake = (waits: string): string => `
with w as materialized (
  select t.run_id, t.task_no from task_run t
  where (t.run_id, t.task_no) in (${waits}) and (t.state = ${WAITING} or (t.state = ${PAUSED} and t.held_state = ${WAITING}))
  order by 1, 2 for update)
update task_run t set
  due_at = case when t.state = ${WAITING} then clock_timestamp() else t.due_at end,
  held_due_at = case when t.state = ${PAUSED} then clock_timestamp() else t.held_due_at end
from w where t.run_id = w.run_id and t.task_no = w.task_no
returning 1`;

export const wakeWaits: Statement = {
  name: 'wake_waits',
  text: wake('select run_id, task_no from wait_topic where environment_key = $1 and topic = any($2::text[])'),
};

export const wakeInRun: Statement = {
  name: 'wake_in_run',
  text: wake('select run_id, task_no from wait_topic where run_id = $1 and topic = any($2::text[])'),
};

/** Runs that have just ended. */
export const wakeForRuns: Statement = {
  name: 'wake_for_runs',
  text: wake(`
    select x.run_id, x.task_no from run_history h join workflow f on f.key = h.workflow_key join project p on p.key = f.project_key
      join wait_topic x on x.environment_key = h.environment_key and x.topic = 'run/' || p.name || '/' || f.name
    where h.id = any($1::uuid[]) and h.part is null`),
};

export const awaitedWorkflows: Statement = {
  name: 'awaited_workflows',
  text: `
select distinct f.key from (select distinct environment_key, topic from wait_topic where topic >= 'run/' and topic < 'run0') x
  join environment e on e.key = x.environment_key
  join project p on p.tenant_key = e.tenant_key and p.name = split_part(x.topic, '/', 2)
  join workflow f on f.project_key = p.key and f.name = split_part(x.topic, '/', 3)`,
};

/** Of task runs that ended otherwise: by a stop, a mark, the end of their run. A row may stand shortly before its task run waits. */
export const pruneWaits: Statement = {
  name: 'prune_waits',
  text: `
with ${inTerm(1)},
w as (
  delete from task_wait where exists (select from l) and ctid = any(array(
    select w.ctid from task_wait w
    where w.since < now() - interval '10 minutes'
      and not exists (select 1 from task_run t where t.run_id = w.run_id and t.task_no = w.task_no and t.state < 10)
    limit 10000))
  returning run_id, task_no),
t as (delete from wait_topic t using w where t.run_id = w.run_id and t.task_no = w.task_no)
select 1 from w`,
};

/** After a week, unless the run they were sent to is open still. */
export const pruneSignals: Statement = {
  name: 'prune_signals',
  text: `
with ${inTerm(1)}
delete from signal where exists (select from l) and ctid = any(array(
  select s.ctid from signal s
  where s.at < now() - interval '7 days'
    and (s.run_id is null or not exists (select 1 from run r where r.id = s.run_id)
      and not exists (select 1 from task_run t where t.run_id = s.run_id))
  limit 10000))
returning 1`,
};
