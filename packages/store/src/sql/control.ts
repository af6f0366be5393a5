/**
 * Taking a hand in runs: rare, so several statements in one transaction that has locked the run's row first. In a
 * paused run no task run is queued, waiting or retrying: those are held (`paused`, with the state and the due time
 * to go back to), which is what keeps claims, wake-ups and retries from them without a look at the run.
 */
import { phaseCode, taskStatesBefore } from '@carillon/core';
import type { Statement } from '../database.ts';
import { UNDOING } from './compensation.ts';
import { LIVE, PAUSED, PENDING, QUEUED, RETRYING, RUN_PAUSED, RUN_RUNNING, RUN_STOPPING, WAITING } from './guards.ts';

export const lockRun: Statement = {
  name: 'control_lock_run',
  text: `select state, version_key, reason is not null, phase, open, failed, ends_as from run where id = $1 and tenant_key = $2 for no key update`,
};

export const lockTask: Statement = {
  name: 'control_lock_task',
  text: `
select state, paused_at is not null from task_run
where run_id = $1 and task_no = $2 for update`,
};

export const lockOpenRun: Statement = {
  name: 'control_lock_open_run',
  text: `select 1 from run where id = $1 for no key update`,
};

export const openRun: Statement = {
  name: 'control_open_run',
  text: `
select version_key from run where id = $1 and tenant_key = $2
union all
select version_key from task_run where run_id = $1 and task_no = 0 and version_key is not null and tenant_key = $2`,
};

/** One-task runs: the row is the run. */
export const lockSolo: Statement = {
  name: 'control_lock_solo',
  text: `select stop_at is not null from task_run where run_id = $1 and task_no = 0 and version_key is not null and tenant_key = $2 for update`,
};

const HELD = taskStatesBefore('hold');
const PAUSABLE = taskStatesBefore('pause');

export const pauseRun: Statement = {
  name: 'control_pause_run',
  text: `
with r as (
  update run set state = ${RUN_PAUSED}, reason = $2::jsonb, paused_at = now(), held_due_at = due_at, due_at = null where id = $1
  returning id, tenant_key, project_key, environment_key)
insert into event (run_id, tenant_key, project_key, environment_key, actor, run_state, transitions)
select id, tenant_key, project_key, environment_key, $3, ${RUN_PAUSED}, jsonb_build_array(jsonb_build_object('to', 'paused', 'reason', $2::jsonb)) from r`,
};

export const holdTasks: Statement = {
  name: 'control_hold_tasks',
  text: `
update task_run t set state = ${PAUSED}, held_state = t.state, held_due_at = t.due_at, due_at = null, reason = $2::jsonb
where t.run_id = $1 and t.state in (${HELD})`,
};

/** Whoever took it as due has put its due time off, and then it was held; it may be resumed by now. */
export const noteDue: Statement = {
  name: 'control_note_due',
  text: `
update task_run t set due_at = case when t.due_at = $3 then now() else t.due_at end,
  held_due_at = case when t.held_due_at = $3 then now() else t.held_due_at end
where t.run_id = $1 and t.task_no = $2 and $3::timestamptz in (t.due_at, t.held_due_at)`,
};

/** What a crash between a failure that paused the run and the hold of its task runs left. */
export const holdPaused: Statement = {
  name: 'control_hold_paused',
  text: `
update task_run t set state = ${PAUSED}, held_state = t.state, held_due_at = t.due_at, due_at = null, reason = '{"code":"TASK_FAILED"}'
from run r where r.id = t.run_id and r.state = ${RUN_PAUSED} and t.state in (${HELD}) returning 1`,
};

const RESUMED_REASON = `case when t.child_round is not null then '{"code":"CHILDREN"}'::jsonb else case t.held_state
    when ${WAITING} then jsonb_build_object('code', 'NOT_DUE', 'params', jsonb_build_object('until', to_char(t.held_due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
    when ${RETRYING} then jsonb_build_object('code', 'RETRY_BACKOFF') end end`;

/** The time of a queue timeout stood still; a wait until an instant and a back-off did not. */
const RESUMED_DUE = `case when t.held_state = ${QUEUED} then t.held_due_at + (now() - coalesce(t.paused_at, $2::timestamptz)) else t.held_due_at end`;

export const resumeRun: Statement = {
  name: 'control_resume_run',
  text: `
with o as (select id, paused_at from run where id = $1),
r as (
  update run r set state = ${RUN_RUNNING}, reason = null, paused_at = null, due_at = r.held_due_at + (now() - o.paused_at), held_due_at = null
  from o where r.id = o.id
  returning r.id, r.tenant_key, r.project_key, r.environment_key, o.paused_at),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, actor, run_state, transitions)
  select id, tenant_key, project_key, environment_key, $2, ${RUN_RUNNING}, '[{"to":"running"}]' from r)
select paused_at from r`,
};

/** Those that no person paused by themselves. */
export const releaseTasks: Statement = {
  name: 'control_release_tasks',
  text: `
update task_run t set state = t.held_state, due_at = ${RESUMED_DUE}, reason = ${RESUMED_REASON}, held_state = null, held_due_at = null
where t.run_id = $1 and t.state = ${PAUSED} and t.paused_at is null
returning t.lane_key, t.state`,
};

/** Pending task runs of a run that a decision may be due on. */
export const touchedOf: Statement = {
  name: 'control_touched',
  text: `
select run_id, task_no, state, need, ok, failed, upstream_failed, skipped from task_run
where run_id = $1 and state = ${PENDING} and (need = 0 or ok + failed + upstream_failed + skipped > 0)`,
};

const TASK_EVENT = `
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, actor, transitions)
  select c.run_id, coalesce(c.tenant_key, r.tenant_key), coalesce(c.project_key, r.project_key), coalesce(c.environment_key, r.environment_key),
    $4, jsonb_build_array($3::jsonb)
  from c left join run r on r.id = c.run_id)`;

/** An idle task run is held; a live one is marked, so that what follows its attempt is held. */
export const pauseTask: Statement = {
  name: 'control_pause_task',
  text: `
with c as (
  update task_run t set paused_at = now(),
    held_state = case when t.state in (${PAUSABLE}) then t.state else t.held_state end,
    held_due_at = case when t.state in (${PAUSABLE}) then t.due_at else t.held_due_at end,
    due_at = case when t.state in (${PAUSABLE}) then null else t.due_at end,
    reason = case when t.state in (${LIVE}) then t.reason else $5::jsonb end,
    state = case when t.state in (${PAUSABLE}) then ${PAUSED} else t.state end
  where t.run_id = $1 and t.task_no = $2
  returning t.run_id, t.tenant_key, t.project_key, t.environment_key),
${TASK_EVENT}
select 1 from c`,
};

/** `$6`: its run is paused, so that it is held on, unless it waits for upstreams anyway. */
export const resumeTask: Statement = {
  name: 'control_resume_task',
  text: `
with c as (
  update task_run t set paused_at = null,
    due_at = case when g.goes then ${RESUMED_DUE.replace('coalesce(t.paused_at, $2::timestamptz)', 't.paused_at')} else t.due_at end,
    reason = case when g.goes then ${RESUMED_REASON} else t.reason end,
    held_due_at = case when g.goes then null else t.held_due_at end,
    held_state = case when g.goes then null else t.held_state end,
    state = case when g.goes then t.held_state else t.state end
  from (
    select run_id, task_no, coalesce(state = ${PAUSED} and ($5::bool is not true or held_state = ${PENDING}), false) goes
    from task_run where run_id = $1 and task_no = $2) g
  where t.run_id = $1 and t.task_no = $2
  returning t.run_id, t.task_no, t.state, t.need, t.ok, t.failed, t.upstream_failed, t.skipped, t.lane_key, t.tenant_key, t.project_key,
    t.environment_key, g.goes),
${TASK_EVENT}
select run_id, task_no, state, need, ok, failed, upstream_failed, skipped, lane_key, goes from c`,
};

/** A task run that has no row yet: none of its upstreams has ended. A run that is held gets its rows when it starts. */
export const makeRow: Statement = {
  name: 'control_make_row',
  text: `
insert into task_run (run_id, task_no, state, need, lane_key, rank)
select $1, $2, ${PENDING}, $3, $4, 0
where exists (select 1 from run where id = $1 and state in (${RUN_RUNNING}, ${RUN_PAUSED}))
  and not exists (select 1 from task_history where run_id = $1 and task_no = $2)
on conflict do nothing`,
};

export const standing: Statement = {
  name: 'control_standing',
  text: `
select state, 0, attempt_no from task_history where run_id = $1 and task_no = $2
union all
select case when child_open > 0 and state < 10 then 3 else state end, ok + failed + upstream_failed + skipped, attempt_no from task_run where run_id = $1 and task_no = $2`,
};

/** An open run that has failed in its main tasks; whether that stops it is its version's to say. */
export const failing: Statement = {
  name: 'control_failing',
  text: `select id, tenant_key, version_key from run where state = ${RUN_RUNNING} and phase = 0 and failed > 0 limit $1`,
};

const COMPENSATE = phaseCode('compensate');

/**
 * After the last task run of a phase: the rows of the next one's roots, undecided. Guarded by the phase that has ended, and
 * by whether the run had failed: a mark may have changed that since.
 * For a compensation a run enters its phase again: one that has ended since is not begun a second time, and no limit of
 * the run cuts it short.
 */
export const enterPhase: Statement = {
  name: 'control_enter_phase',
  text: `
with r as (
  update run set state = ${RUN_RUNNING}, phase = $3, open = $4, ends_as = coalesce(ends_as, case when failed > 0 then 11 end),
    due_at = case when $3 = ${COMPENSATE} then null else due_at end
  where id = $1 and phase = $2 and open <= 0 and (failed > 0) = $7 and state in (${RUN_RUNNING}, ${RUN_STOPPING}) and ($3 <> ${COMPENSATE}
    or ${UNDOING} and not exists (select 1 from task_history where run_id = $1 and task_no = any($5::int4[])))
  returning id)
insert into task_run (run_id, task_no, state, need, lane_key, rank)
select r.id, x.task_no, ${PENDING}, 0, x.lane_key, 0 from r, unnest($5::int4[], $6::int4[]) x (task_no, lane_key)
returning run_id, task_no`,
};
