import { taskStatesBefore } from '@carillon/core';
import type { Statement } from '../database.ts';
import { DUE, dueWithin, MOVING } from './conditions.ts';
import { PAUSED, PENDING, QUEUED, RETRYING, RUN_PAUSED, RUN_STOPPING } from './guards.ts';
import { LOCKED_RUNS, ONCE_LOCKED } from './run-lock.ts';

/**
 * Starts, queues or parks pending task runs as core decided. Holds only while the row is still pending with
 * the counters the decision saw and its run is not stopping. Runs are locked first, in order.
 */
export const promote: Statement = {
  name: 'promote',
  text: `
with x as materialized (
  select * from unnest($1::uuid[], $2::int4[], $3::int2[], $4::int2[], $5::int4[], $6::int4[], $7::int8[], $8::int8[], $9::int8[], $10::jsonb[],
    $11::jsonb[], $12::jsonb[], $13::int8[])
  x (run_id, task_no, seen_done, state, session_key, lane_key, rank, timeout_ms, due_ms, input, reason, step, deadline_ms)),
${LOCKED_RUNS},
u as (
  update task_run t set
    state = x.state, lane_key = x.lane_key, rank = x.rank, timeout_ms = x.timeout_ms, input = x.input, reason = x.reason,
    session_key = x.session_key, ready_at = now(),
    attempt_no = case when x.state = 2 then t.attempt_no + 1 else t.attempt_no end,
    attempt_id = case when x.state = 2 then gen_random_uuid() end,
    fence = case when x.state = 2 then nextval('fence_seq') end,
    dispatched_at = case when x.state = 2 then now() end,
    due_at = now() + make_interval(secs => least(case when x.state = 2 then x.timeout_ms else x.due_ms end, x.deadline_ms) / 1000.0),
    deadline_at = now() + make_interval(secs => x.deadline_ms / 1000.0)
  from x
  where t.run_id = any(array[x.run_id]) and t.task_no = any(array[x.task_no]) and (t.state = ${PENDING} and t.ok + t.failed + t.upstream_failed + t.skipped = x.seen_done
    and (t.version_key is not null or (x.run_id in (select id from r where ${MOVING})) is true)) is true
  returning t.run_id, t.task_no, t.attempt_no, t.attempt_id, t.fence, t.session_key, x.step),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, transitions)
  select s.run_id, l.tenant_key, l.project_key, l.environment_key, s.steps
  from (select run_id, jsonb_agg(step) steps from u where step is not null group by 1) s
  cross join lateral (select tenant_key, project_key, environment_key from run where id = s.run_id offset 0) l)
select run_id, task_no, attempt_no, attempt_id, fence, session_key from u`,
};

/**
 * Ends an attempt without ending its task: it goes to attempt_history and the row waits for its next try.
 * Serves failed tries, lost workers and attempts handed back, of one-task runs and of others. What is paused waits
 * as such.
 */
export const retry: Statement = {
  name: 'retry',
  text: `
with x as materialized (
  select * from unnest($1::uuid[], $2::int4[], $3::uuid[], $4::int8[], $5::int4[], $6::int2[], $7::int4[], $8::float8[], $9::jsonb[],
    $10::int8[], $11::bool[], $12::bool[], $13::jsonb[], $14::text[])
  x (run_id, task_no, attempt_id, fence, session_key, attempt_state, exit_code, started_ms, reason, delay_ms, counts_try, counts_lost, step, on_tries)),
${LOCKED_RUNS},
o as materialized (
  select x.*, l.attempt_no, l.dispatched_at,
    l.paused_at is not null or (x.run_id in (select id from r where state = ${RUN_PAUSED})) is true held,
    clock_timestamp() + make_interval(secs => x.delay_ms / 1000.0) next_at
  from x cross join lateral (
    select attempt_no, dispatched_at, paused_at from task_run where run_id = x.run_id and task_no = x.task_no
      and attempt_id = x.attempt_id for update) l
  where ${ONCE_LOCKED}),
u as (
  update task_run t set state = case when o.held then ${PAUSED} else ${RETRYING} end, attempt_id = null, fence = null, session_key = null,
    started_at = null, due_at = case when not o.held then o.next_at end,
    held_state = case when o.held then ${RETRYING} end, held_due_at = case when o.held then o.next_at end,
    on_tries = coalesce(o.on_tries::int2[], t.on_tries), tries = t.tries + o.counts_try::int, lost = t.lost + o.counts_lost::int,
    reason = case when o.held then '{"code":"PAUSED_BY_USER"}' when o.attempt_state = 17 then o.reason else jsonb_build_object('code', 'RETRY_BACKOFF', 'params', jsonb_build_object('attempt', o.attempt_no, 'delayMs', o.delay_ms)) end
  from o
  where t.run_id = any(array[o.run_id]) and t.task_no = any(array[o.task_no]) and (t.attempt_id = o.attempt_id and t.fence = o.fence and t.session_key = o.session_key and t.state in (${taskStatesBefore('retry')})
    and t.stop_at is null) is true
  returning t.run_id, t.task_no, o.attempt_no, o.attempt_state, o.attempt_id, o.fence, o.session_key, o.dispatched_at, o.started_ms,
    o.exit_code, o.reason, o.step, t.version_key, t.tenant_key, t.project_key, t.environment_key),
h as (
  insert into attempt_history (run_id, task_no, attempt_no, state, attempt_id, fence, session_key, dispatched_at, started_at, ended_at, exit_code, reason)
  select run_id, task_no, attempt_no, attempt_state, attempt_id, fence, session_key, dispatched_at, to_timestamp(started_ms / 1000), now(),
    exit_code, reason from u),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, transitions)
  select s.run_id, coalesce(s.tenant_key, l.tenant_key), coalesce(s.project_key, l.project_key), coalesce(s.environment_key, l.environment_key),
    s.steps
  from (
    select run_id, version_key, tenant_key, project_key, environment_key, jsonb_agg(step) steps from u group by 1, 2, 3, 4, 5) s
  left join lateral (select tenant_key, project_key, environment_key from run where id = s.run_id and s.version_key is null offset 0) l on true)
select run_id, task_no from u`,
};

/** Puts retrying task runs into their lane again. */
export const requeue: Statement = {
  name: 'requeue',
  text: `
with x as materialized (select * from unnest($1::uuid[], $2::int4[], $3::int8[], $4::int8[]) x (run_id, task_no, rank, due_ms)),
u as (
  update task_run t set state = ${QUEUED}, due_at = least(now() + make_interval(secs => x.due_ms / 1000.0), t.deadline_at), ready_at = now(), rank = x.rank, reason = null
  from x
  where t.run_id = any(array[x.run_id]) and t.task_no = any(array[x.task_no]) and (t.state = ${RETRYING}) is true
  returning t.run_id, t.task_no)
select run_id, task_no from u`,
};

/** Writes `running` for attempts that last; short ones go from leased to final without it. */
export const markRunning: Statement = {
  name: 'mark_running',
  text: `
with x as materialized (
  select * from unnest($1::uuid[], $2::int4[], $3::uuid[], $4::int8[], $5::float8[], $6::jsonb[])
  x (run_id, task_no, attempt_id, fence, started_ms, step)),
${LOCKED_RUNS},
u as (
  update task_run t set state = 3, started_at = to_timestamp(x.started_ms / 1000)
  from x
  where ${ONCE_LOCKED} and t.run_id = any(array[x.run_id]) and t.task_no = any(array[x.task_no]) and (t.attempt_id = x.attempt_id and t.fence = x.fence and t.state in (${taskStatesBefore('start')})) is true
  returning t.run_id, x.step, t.version_key, t.tenant_key, t.project_key, t.environment_key)
insert into event (run_id, tenant_key, project_key, environment_key, transitions)
select s.run_id, coalesce(s.tenant_key, l.tenant_key), coalesce(s.project_key, l.project_key), coalesce(s.environment_key, l.environment_key),
  s.steps
from (
  select run_id, version_key, tenant_key, project_key, environment_key, jsonb_agg(step) steps from u group by 1, 2, 3, 4, 5) s
left join lateral (select tenant_key, project_key, environment_key from run where id = s.run_id and s.version_key is null offset 0) l on true
where coalesce(s.tenant_key, l.tenant_key) is not null`,
};

/**
 * Takes task runs on which something is due for ten seconds, so that two nodes do not work on the same; if
 * the taker dies they come up again. Whole milliseconds, so that the taker can tell whether they are still its own.
 * Uses index task_run_due.
 */
export const takeDueTasks: Statement = {
  name: 'take_due_tasks',
  text: `
with u as (
  update task_run t set due_at = date_trunc('milliseconds', clock_timestamp() + interval '10 s')
  where t.ctid = any(array(
    select ctid from task_run where ${DUE} order by due_at limit $1::int4 for update skip locked))
  returning t.*)
select u.run_id, u.task_no, u.state, u.ok + u.failed + u.upstream_failed + u.skipped, u.attempt_id, u.fence, u.session_key, u.attempt_no,
  coalesce(u.version_key, r.version_key), u.lane_key,
  coalesce(u.deadline_at <= clock_timestamp(), false), u.due_at
from u left join lateral (select version_key from run where id = u.run_id and u.version_key is null offset 0) r on true`,
};

export const takeDueRuns: Statement = {
  name: 'take_due_runs',
  text: `
update run t set due_at = clock_timestamp() + interval '30 s'
where t.ctid = any(array(
  select ctid from run where ${DUE} and state <> ${RUN_STOPPING} order by due_at limit $1::int4 for update skip locked))
returning t.id, t.tenant_key`,
};

export const nextDue: Statement = {
  name: 'next_due',
  text: `
select at, clock_timestamp() from (
  select least(
    (select due_at from task_run where ${dueWithin('$1')} order by due_at limit 1),
    (select due_at from run where ${dueWithin('$1')} and state <> ${RUN_STOPPING}
     order by due_at limit 1)) at) d
where at is not null`,
};

/** A report that was sent twice: its attempt's end is already in history. Lost and returned attempts (16, 17) ended without one. */
export const alreadyAccepted: Statement = {
  name: 'already_accepted',
  text: `
select 1 from task_history where run_id = $1 and task_no = $2 and attempt_id = $3
union all select 1 from run_history where id = $1 and attempt_id = $3 and $2 = 0
union all select 1 from attempt_history where run_id = $1 and task_no = $2 and attempt_id = $3 and state in (10, 11, 12)`,
};

export const attemptBudget: Statement = {
  name: 'attempt_budget',
  text: `
select tries, on_tries, lost, attempt_no, case when stop_at is not null then reason end,
  extract(epoch from clock_timestamp() - coalesce(
    case when attempt_no > 1 then (
      select min(dispatched_at) from attempt_history h
      where h.run_id = t.run_id and h.task_no = t.task_no and h.attempt_no >= t.attempt_no - t.tries - t.lost) end,
    dispatched_at)) * 1000,
  extract(epoch from deadline_at - clock_timestamp()) * 1000
from task_run t where run_id = $1 and task_no = $2 and attempt_id = $3`,
};

export const runContext: Statement = {
  name: 'run_context',
  text: `
select id, version_key, workflow_key, tenant_key, project_key, environment_key, params, logical_time, trigger_kind, actor, created_at, rerun_of, priority,
  case when phase > 0 then coalesce(ends_as, 10) end, parent_run_id
from run where id = $1
union all
select run_id, version_key, workflow_key, tenant_key, project_key, environment_key, params, logical_time, trigger_kind, actor, created_at, rerun_of, null::int2,
  null, parent_run_id
from task_run where run_id = $1 and task_no = 0 and version_key is not null`,
};

export const finishedTasks: Statement = {
  name: 'finished_tasks',
  text: `select task_no, state, attempt_no, exit_code, reason, output from task_history where run_id = $1 and task_no = any($2::int4[])`,
};

/** What a failed run names as its cause. */
export const firstFailed: Statement = {
  name: 'first_failed',
  text: `select task_no from task_history where run_id = $1 and state = 11 order by ended_at, task_no limit 1`,
};
