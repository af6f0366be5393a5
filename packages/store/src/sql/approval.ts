/** Approvals and the task runs that wait for them. An answer makes the task run due: whoever finds it so ends it. */
import type { Statement } from '../database.ts';
import { PAUSED, WAITING } from './guards.ts';

/** A decision that a crash swallowed is taken again and asks the same. */
export const requestApproval: Statement = {
  name: 'request_approval',
  text: `
insert into approval (id, run_id, task_no, tenant_key, project_key, environment_key, workflow_key, task, title, message, params, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp() + make_interval(secs => $12::int8 / 1000.0))
on conflict (run_id, task_no) where state = 'open' do update set title = excluded.title, message = excluded.message,
  params = excluded.params, requested_at = excluded.requested_at, expires_at = excluded.expires_at
returning id`,
};

export const settleApproval: Statement = {
  name: 'settle_approval',
  text: `
with e as (
  update approval set state = 'expired', answered_at = now()
  where run_id = $1 and task_no = $2 and state = 'open' and ($3 or expires_at <= clock_timestamp())
  returning state, actor, comment, input)
select * from e
union all
(select state, actor, comment, input from approval
 where run_id = $1 and task_no = $2 and not exists (select 1 from e) order by id desc limit 1)`,
};

export const approvalTask: Statement = {
  name: 'approval_task',
  text: `select run_id, task_no from approval where id = $1 and tenant_key = $2`,
};

/** Before the approval, as the one who ends the task run does it. */
export const lockWaiting: Statement = {
  name: 'approval_lock_waiting',
  text: `select 1 from task_run where run_id = $1 and task_no = $2 and state in (${WAITING}, ${PAUSED}) for update`,
};

export const answerApproval: Statement = {
  name: 'answer_approval',
  text: `
with a as (
  update approval set state = $2, answered_at = now(), actor = $3, comment = $4, input = $5
  where id = $1 and state = 'open' returning run_id, task_no)
update task_run t set
  due_at = case when t.state = ${WAITING} then clock_timestamp() else t.due_at end,
  held_due_at = case when t.state = ${PAUSED} then clock_timestamp() else t.held_due_at end
from a where t.run_id = a.run_id and t.task_no = a.task_no
returning 1`,
};
