import type { Statement } from '../database.ts';
import { CLAIMABLE } from './conditions.ts';

/**
 * Leases up to `$3` ready rows of lane `$2` to session `$1`, lowest rank first. `ctid = any(array(…))`
 * keeps a TID scan whatever the planner believes of the table; the rows are locked by the subselect, so
 * their state needs no second look. `$4` is the lowest rank worth looking at: without it every claim walks
 * the dead index entries before the first live one. Uses index task_run_ready.
 */
export const claim: Statement = {
  name: 'claim',
  text: `
with u as (
  update task_run t
  set state = 2, attempt_no = t.attempt_no + 1, attempt_id = gen_random_uuid(), fence = nextval('fence_seq'), session_key = $1::int4,
    dispatched_at = now(), due_at = least(now() + make_interval(secs => t.timeout_ms / 1000.0), t.deadline_at), reason = null
  where t.ctid = any(array(
    select ctid from task_run where ${CLAIMABLE} and lane_key = $2::int4 and rank >= $4::int8
    order by lane_key, rank limit $3::int4 for update skip locked))
  returning t.run_id, t.task_no, t.attempt_no, t.attempt_id, t.fence, t.rank, t.input, t.version_key, t.environment_key, t.params, t.logical_time)
select u.run_id, u.task_no, u.attempt_no, u.attempt_id, u.fence, u.rank, u.input::text,
  coalesce(u.version_key, r.version_key), coalesce(u.environment_key, r.environment_key),
  coalesce(u.params, r.params)::text, coalesce(u.logical_time, r.logical_time)
from u left join lateral (
  select version_key, environment_key, params, logical_time from run where id = u.run_id and u.version_key is null offset 0) r on true`,
};
