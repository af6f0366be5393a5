/** How many runs of a tenant wait for their first dispatch. Asked once in some thousand starts, not by them. */
import { ARRIVING_LANE, WAITING_LANE } from '@carillon/core';
import type { Statement } from '../database.ts';
import { CLAIMABLE } from './conditions.ts';

/** A first task that nobody was given yet. */
const FIRST = `${CLAIMABLE} and t.need = 0 and t.attempt_no = 0`;

/**
 * `$2` of each kind at most are looked at: those in the tenant's lanes by index task_run_ready, those that wait for limits of
 * their task by the same index, those that are held as runs. One run with several first tasks counts once.
 */
export const queuedRuns: Statement = {
  name: 'queued_runs',
  text: `
select count(distinct run_id)::int4 from (
  (select t.run_id from project p join lane l on l.project_key = p.key
    cross join lateral (select t.run_id from task_run t where ${FIRST} and t.lane_key = l.key order by t.lane_key, t.rank limit $2) t
    where p.tenant_key = $1 limit $2)
  union all
  (select t.run_id from task_run t where ${FIRST} and t.lane_key in (${ARRIVING_LANE}, ${WAITING_LANE})
    and coalesce(t.tenant_key, (select r.tenant_key from run r where r.id = t.run_id)) = $1 limit $2)
  union all
  (select h.run_id from run_hold h where h.tenant_key = $1 limit $2)) w`,
};
