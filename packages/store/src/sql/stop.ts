/** Stopping a run (rare, so several statements in one transaction; the run's row is locked first). */
import { comesBefore, phaseCode, PHASES, TASK_STATE_CODES, taskStatesBefore } from '@carillon/core';
import type { Statement } from '../database.ts';
import { RUN_STOPPING } from './guards.ts';

export const lockRun: Statement = {
  name: 'stop_lock_run',
  text: `select state from run where id = $1 and tenant_key = $2 for no key update`,
};

export const lockSolo: Statement = {
  name: 'stop_lock_solo',
  text: `
select state, attempt_id, session_key, stop_at is not null, ok + failed + upstream_failed + skipped from task_run
where run_id = $1 and task_no = 0 and version_key is not null and tenant_key = $2 for update`,
};

export const isFinal: Statement = {
  name: 'stop_is_final',
  text: `select 1 from run_history where id = $1 and tenant_key = $2`,
};

/** Everything that holds no worker ends now, but for what waits for child runs. */
export const endIdle: Statement = {
  name: 'stop_end_idle',
  text: `
with d as (
  delete from task_run t where t.run_id = $1 and t.state in (${taskStatesBefore('call_off')}) and coalesce(t.child_open, 0) = 0 returning t.*)
insert into task_history (run_id, task_no, state, attempt_no, ready_at, ended_at, reason, input)
select run_id, task_no, 12, attempt_no, ready_at, now(), $2::jsonb, input from d returning task_no`,
};

export const stopLive: Statement = {
  name: 'stop_live',
  text: `
update task_run set stop_at = clock_timestamp(), reason = $2::jsonb, state = 7
where run_id = $1 and state in (${taskStatesBefore('stop')}) returning task_no, session_key, attempt_id`,
};

export const markStopping: Statement = {
  name: 'stop_mark_run',
  text: `
with r as (
  update run set state = ${RUN_STOPPING}, reason = $2::jsonb, open = $3, due_at = null, paused_at = null, held_due_at = null, ends_as = $6::int2,
    phase = case when $7::bool then $8::int2 else phase end, uncompensated = $9::bool or uncompensated
  where id = $1
  returning id, tenant_key, project_key, environment_key)
insert into event (run_id, tenant_key, project_key, environment_key, actor, run_state, transitions)
select id, tenant_key, project_key, environment_key, $4, ${RUN_STOPPING}, $5::jsonb from r`,
};

const FINALLY = phaseCode('finally');
const BEFORE_ON_FAILURE = PHASES.filter((phase) => comesBefore(phase, 'onFailure'))
  .map(phaseCode)
  .join(', ');

/** Whether tasks of the run's version are to follow its end: then it does not end yet. */
export const hasLater: Statement = {
  name: 'stop_has_later',
  text: `
select r.failed, r.phase, r.ends_as from run r join workflow_version v on v.key = r.version_key
where r.id = $1 and (
  (r.phase <> ${FINALLY} and v.document -> 'finally' is not null)
  or (r.phase in (${BEFORE_ON_FAILURE}) and r.ends_as = 11 and v.document -> 'onFailure' is not null)
  or (r.phase in (${BEFORE_ON_FAILURE}) and r.uncompensated is not true and v.document::jsonb @? '$.tasks.*.compensate'))`,
};

export const markSoloStopping: Statement = {
  name: 'stop_mark_solo',
  text: `
with r as (
  update task_run set state = 7, stop_at = clock_timestamp(), reason = $2::jsonb where run_id = $1 and task_no = 0 and state in (${taskStatesBefore('stop')})
  returning run_id, tenant_key, project_key, environment_key)
insert into event (run_id, tenant_key, project_key, environment_key, actor, run_state, transitions)
select run_id, tenant_key, project_key, environment_key, $3, 4, $4::jsonb from r`,
};

/** Stops that a gateway may not have passed on yet. Uses index task_run_stop. */
export const pendingStops: Statement = {
  name: 'pending_stops',
  text: `select session_key, attempt_id, reason from task_run where stop_at is not null and state = ${TASK_STATE_CODES.stopping} and session_key = any($1::int4[])`,
};
