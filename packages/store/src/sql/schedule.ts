/** When schedules are looked at, by whom, and what a person does with them. */
import type { Statement } from '../database.ts';
import { claimableWithin } from './conditions.ts';

const place = `p.name, w.name, s.tenant_key, s.project_key, s.environment_key, s.workflow_key, d.version_key, s.definition`;
const joins = `
  join project p on p.key = s.project_key join workflow w on w.key = s.workflow_key
  join deployment d on d.workflow_key = s.workflow_key and d.environment_key = s.environment_key`;

/** Whether a run is open, wherever open runs stand. */
const isOpen = (id: string): string =>
  `(exists (select 1 from run where run.id = ${id}) or exists (select 1 from task_run where task_run.run_id = ${id} and task_run.task_no = 0))`;

/** For overlap and fixed delays: the run that was started last, and those that wait for it. */
export const lastRunIsOpen = isOpen('s.last_run_id');

/**
 * Schedules due within the look-ahead. Walks index schedule_due from its start, so the cost is that of what is due,
 * however many are stored: what is paused is not in it. An index cannot look for `clock_timestamp()`, which changes
 * while it looks.
 */
export const claimSchedules: Statement = {
  name: 'claim_schedules',
  text: `
with s as (
  update schedule set claimed_until = clock_timestamp() + make_interval(secs => $2 / 1000.0)
  where key = any(array(
    select key from schedule where ${claimableWithin('$1', '$2')}
    order by due_at limit $3::int4 for update skip locked))
  returning *)
select s.key, s.id, s.name, ${place}, s.next_fire_at, s.due_at, s.floor, s.passed_until, s.held_from,
  case when s.definition ? 'delay' then
    case when ${lastRunIsOpen} or exists (select 1 from run_hold h where h.schedule_key = s.key) then 'Infinity'::float8
      else (select extract(epoch from h.ended_at) * 1000 from run_history h where h.id = s.last_run_id) end
  end
from s ${joins}`,
};

/** What a manual firing starts from. */
export const findSchedule: Statement = {
  name: 'find_schedule',
  text: `select s.key, s.id, s.name, ${place} from schedule s ${joins} where s.id = $2 and s.tenant_key = $1`,
};

export const heldTimes: Statement = {
  name: 'held_times',
  text: `
select logical_time from firing where schedule_key = $1 and logical_time >= $2 and held_until is not null
order by logical_time desc limit $3`,
};

/**
 * Enabled schedules that nothing would look at. A fixed delay is like this while its run is open, and due when
 * that has ended; any other was left so by a crash or a mistake. Index schedule_due has them at its end.
 */
export const wakeSchedules: Statement = {
  name: 'wake_schedules',
  text: `
update schedule set due_at = clock_timestamp(), claimed_until = '-infinity'
where key = any(array(
  select key from schedule s where state = 'enabled' and not workflow_paused and due_at is null
    and (not definition ? 'delay' or next_fire_at is not null
      or not (${lastRunIsOpen} or exists (select 1 from run_hold h where h.schedule_key = s.key)))
  limit $1::int4 for update skip locked))
returning id, definition ? 'delay'`,
};

export const awaitedRuns: Statement = {
  name: 'awaited_runs',
  text: `
select s.last_run_id from schedule s
where s.state = 'enabled' and not s.workflow_paused and s.due_at is null and s.last_run_id is not null
union
select s.last_run_id from run_hold h join schedule s on s.key = h.schedule_key where s.last_run_id is not null`,
};

/** Quarantined schedules get another chance after ten minutes; their times meanwhile are misfires. */
export const retryQuarantined: Statement = {
  name: 'schedule_retry',
  text: `
update schedule set state = 'enabled', failures = 2, due_at = clock_timestamp(), claimed_until = '-infinity', updated_at = now()
where state = 'quarantined' and updated_at < now() - interval '10 minutes' returning 1`,
};

/** Three failures alone quarantine a schedule, so that one bad one never stops the others (GUARANTEES 3.7). */
export const noteFailure: Statement = {
  name: 'schedule_failure',
  text: `
update schedule set failures = failures + 1, error = $2, error_said = $3, updated_at = now(), claimed_until = clock_timestamp() + interval '10 s',
  state = case when failures >= 2 then 'quarantined' else state end
where key = $1 and state = 'enabled' returning state = 'quarantined'`,
};

/** A second pause keeps the time of the first. */
export const pauseSchedule: Statement = {
  name: 'schedule_pause',
  text: `
update schedule set state = 'paused', paused_at = coalesce(paused_at, clock_timestamp()), paused_by = $3, pause_reason = $4, resume_at = $5,
  updated_at = now()
where id = $2 and tenant_key = $1 and state <> 'ended' returning 1`,
};

const resumed = `state = 'enabled', paused_at = null, paused_by = null, pause_reason = null, resume_at = null, failures = 0, error = null, error_said = null,
  due_at = clock_timestamp(), claimed_until = '-infinity', updated_at = now()`;

/**
 * `$3`: the times meanwhile are misfires; else they passed, which the next firing tells the ledger. In milliseconds,
 * since that firing compares it with what it knows.
 */
export const resumeSchedule: Statement = {
  name: 'schedule_resume',
  text: `
update schedule set passed_until = case when state = 'paused' and not $3 then date_trunc('milliseconds', clock_timestamp()) else passed_until end, ${resumed}
where id = $2 and tenant_key = $1 and state in ('paused', 'quarantined') returning 1`,
};

/** Uses index schedule_resume. */
export const resumeDue: Statement = {
  name: 'schedule_resume_due',
  text: `
update schedule set passed_until = date_trunc('milliseconds', clock_timestamp()), ${resumed}
where state = 'paused' and resume_at <= statement_timestamp() returning 1`,
};

export const scheduleState: Statement = {
  name: 'schedule_state',
  text: `select state from schedule where id = $2 and tenant_key = $1`,
};
