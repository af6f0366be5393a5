/** Pausing a workflow, which all of its schedules follow, and resuming it: by a person, or at the time that was named. */
import type { Statement } from '../database.ts';

/** Keeps two changes of one workflow, and the publishing of its schedules, apart. */
export const lockDeployment: Statement = {
  name: 'workflow_lock_deployment',
  text: `
select d.paused, d.paused and coalesce(d.resume_at <= clock_timestamp(), false)
from deployment d join workflow w on w.key = d.workflow_key
where d.workflow_key = $2 and d.environment_key = $3 and w.tenant_key = $1 for no key update of d`,
};

/** A second pause keeps the time of the first. */
export const pauseDeployment: Statement = {
  name: 'workflow_pause',
  text: `
update deployment set paused = true, paused_at = coalesce(case when paused then paused_at end, clock_timestamp()), paused_by = $3, pause_reason = $4,
  resume_at = $5, updated_at = now()
where workflow_key = $1 and environment_key = $2`,
};

export const resumeDeployment: Statement = {
  name: 'workflow_resume',
  text: `
update deployment set paused = false, paused_at = null, paused_by = null, pause_reason = null, resume_at = null, updated_at = now()
where workflow_key = $1 and environment_key = $2`,
};

/** Uses index deployment_resume. */
export const pausesOver: Statement = {
  name: 'workflow_pauses_over',
  text: `
select w.tenant_key, d.workflow_key, d.environment_key, p.name, w.name, e.name
from (select * from deployment where paused and resume_at is not null and resume_at <= statement_timestamp() order by resume_at limit 100) d
join workflow w on w.key = d.workflow_key join project p on p.key = w.project_key join environment e on e.key = d.environment_key
order by d.resume_at`,
};

/** The schedules follow their workflow; `$4` as with `resumeSchedule`. */
export const setSchedulesPaused: Statement = {
  name: 'schedules_set_paused',
  text: `
update schedule set workflow_paused = $3, updated_at = now(),
  due_at = case when $3 then due_at else clock_timestamp() end,
  passed_until = case when $3 or $4 or state <> 'enabled' then passed_until else date_trunc('milliseconds', clock_timestamp()) end
where workflow_key = $1 and environment_key = $2 and state <> 'ended'`,
};
