/** What there is to do for the loops that mostly have nothing to do, each told by one entry of an index. */
import { ARRIVING_LANE, TASK_STATE_CODES } from '@carillon/core';
import type { Statement } from '../database.ts';
import { claimableWithin, DUE, dueWithin, NOW } from './conditions.ts';
import { QUEUED, RUN_STOPPING } from './guards.ts';
import { rulesSeen } from './limit.ts';

/**
 * $1, $2 how far ahead schedules are claimed, and for how long; $3 how far ahead task runs and runs are waited for; all in
 * milliseconds. Uses backfill_open, backfill_date_running, bulk_running, start_window_due, task_run_ready, task_run_stop, sla_term_due, schedule_due, schedule_resume, deployment_resume,
 * schedule_quarantined, task_run_due, run_due and the primary keys of the others.
 */
export const pulse: Statement = {
  name: 'pulse',
  text: `
select
  exists (select 1 from backfill where state in ('planned', 'running', 'paused')) or exists (select 1 from backfill_date where state = 'running'),
  exists (select 1 from bulk where state = 'running'),
  exists (select 1 from run_hold),
  exists (select 1 from run_hold) or exists (select 1 from limit_wait)
    or exists (select 1 from task_run where state = ${QUEUED} and lane_key = ${ARRIVING_LANE})
    or exists (select 1 from start_window where ${DUE}),
  exists (select 1 from sla_term where ${DUE}),
  exists (select 1 from run_hold)
    or exists (select 1 from schedule where state = 'enabled' and not workflow_paused and due_at is null)
    or exists (select 1 from schedule where state = 'paused' and resume_at is not null and resume_at <= ${NOW})
    or exists (select 1 from deployment where paused and resume_at is not null and resume_at <= ${NOW})
    or exists (select 1 from schedule where state = 'quarantined'),
  exists (select 1 from schedule where ${claimableWithin('$1', '$2')}),
  exists (select 1 from task_run where ${dueWithin('$3')}) or exists (select 1 from run where ${dueWithin('$3')} and state <> ${RUN_STOPPING}),
  exists (select 1 from task_run where state = ${QUEUED} and lane_key > 0),
  exists (select 1 from task_run where stop_at is not null and state = ${TASK_STATE_CODES.stopping}),
  (${rulesSeen.text})`,
};
