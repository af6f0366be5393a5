/**
 * What should have moved by itself and did not, for a minute: a server looks for all of it every few seconds, so that
 * whatever stands here has been looked at in vain. Some of each, the oldest first.
 */
import {
  formatId,
  MAX_NAMED_FACTS,
  type NamedSchedule,
  type SaidText,
  type ScheduleFacts,
  type Standstills,
  taskRunId,
  type TenantScope,
} from '@carillon/core';
import type { Reader } from '../reader.ts';
import { LIVE, PENDING, RUN_RUNNING } from '../sql/guards.ts';
import { ORPHANED } from '../sql/limit.ts';

const LONG_AGO = `clock_timestamp() - interval '1 minute'`;

/** Index task_run_due. Whoever takes one moves its time on: those here nobody took. */
const OVERDUE = {
  text: `select run_id, task_no from task_run where due_at < ${LONG_AGO} order by due_at limit ${MAX_NAMED_FACTS}`,
};
const ABANDONED = {
  text: `select t.attempt_id from task_run t join worker_session s on s.key = t.session_key
    where t.state in (${LIVE}) and s.ended_at < ${LONG_AGO}
      and not exists (select from worker_lease l where l.session_key = t.session_key)
    order by t.dispatched_at limit ${MAX_NAMED_FACTS}`,
};
/** Nothing happened in them for a minute, and nothing can: all of their tasks wait for others, or none is left. */
const STUCK = {
  text: `select r.id from (select id, open, created_at from run where state = ${RUN_RUNNING} order by id limit 10000) r
    where r.created_at < ${LONG_AGO}
      and (r.open <= 0 or not exists (select from task_run t where t.run_id = r.id and t.state <> ${PENDING}))
      and not exists (select from event e where e.run_id = r.id and e.at >= ${LONG_AGO})
    limit ${MAX_NAMED_FACTS}`,
};
const LEAKED = { text: `select count(*) as leaked from limit_slot x where since < ${LONG_AGO} and ${ORPHANED}` };

export async function readStandstills(reader: Reader): Promise<Standstills> {
  const overdue = await reader.rows<{ run_id: string; task_no: number }>(OVERDUE, []);
  const abandoned = await reader.rows<{ attempt_id: string }>(ABANDONED, []);
  const stuck = await reader.rows<{ id: string }>(STUCK, []);
  const [slots] = await reader.rows<{ leaked: number }>(LEAKED, []);
  return {
    overdue: overdue.map(({ run_id, task_no }) => formatId('tr', taskRunId(run_id, task_no))),
    abandoned: abandoned.map(({ attempt_id }) => formatId('att', attempt_id)),
    stuckRuns: stuck.map(({ id }) => formatId('run', id)),
    leakedSlots: slots?.leaked ?? 0,
  };
}

const UNPLANNED = `s.state = 'enabled' and not s.workflow_paused and s.due_at is null and not s.definition ? 'delay'`;
const LATE = `s.state = 'enabled' and not s.workflow_paused and s.due_at < ${LONG_AGO}`;
const SCHEDULES = {
  text: `select p.name project, w.name workflow, s.name, s.error, s.error_said,
      case when s.state = 'quarantined' then 'quarantined' when s.due_at is null then 'unplanned' else 'overdue' end standing
    from schedule s join workflow w on w.key = s.workflow_key join project p on p.key = s.project_key
    where s.tenant_key = $1 and (s.state = 'quarantined' or (${UNPLANNED}) or (${LATE}))
    order by s.key limit ${3 * MAX_NAMED_FACTS}`,
};

export async function readSchedules(reader: Reader, { tenantKey }: TenantScope): Promise<ScheduleFacts> {
  const rows = await reader.rows<
    Pick<NamedSchedule, 'project' | 'workflow' | 'name'> & {
      error: string | null;
      error_said: SaidText | null;
      standing: keyof ScheduleFacts;
    }
  >(SCHEDULES, [tenantKey]);
  const of = (standing: keyof ScheduleFacts): readonly NamedSchedule[] =>
    rows
      .filter((row) => row.standing === standing)
      .map(({ project, workflow, name, error, error_said }) => ({
        project,
        workflow,
        name,
        error: error ?? undefined,
        errorSaid: error_said ?? undefined,
      }));
  return { unplanned: of('unplanned'), overdue: of('overdue'), quarantined: of('quarantined') };
}
