/** What takes much longer than the same of its version usually did. Kept apart from promises: nobody asked for it. */
import type { Statement } from '../database.ts';
import { LOWEST_ID } from '../id-bounds.ts';
import { RUN_RUNNING, STARTING } from './guards.ts';

/**
 * Attempts and runs older than a minute that take longer than $1 times the 95th percentile of the last twenty successes of
 * their version, of at least five. Task -1 is the run. Reads the hot tables whole, like the healer, and as seldom.
 */
export const longRunning: Statement = {
  name: 'long_running_find',
  text: `
with live as (
  select t.run_id, t.task_no, t.attempt_no, t.dispatched_at since, coalesce(t.version_key, r.version_key) version_key,
    coalesce(t.workflow_key, r.workflow_key) workflow_key
  from task_run t left join run r on r.id = t.run_id and t.version_key is null
  where t.state in (${STARTING}, 3) and t.dispatched_at < now() - interval '1 min'
  union all
  select id, -1, 0, created_at, version_key, workflow_key from run where state = ${RUN_RUNNING} and phase = 0 and created_at < now() - interval '1 min'),
usual as (
  select w.version_key, w.task_no, percentile_disc(0.95) within group (order by s.ms)::int8 p95
  from (select distinct version_key, workflow_key, task_no from live) w
  cross join lateral (
    select extract(epoch from case when w.task_no < 0 then h.ended_at - h.created_at
      else coalesce(t.ended_at - t.dispatched_at, h.ended_at - h.started_at) end) * 1000 ms
    from run_history h left join task_history t on t.run_id = h.id and t.task_no = w.task_no and t.state = 10
    where (h.workflow_key, h.id) > (w.workflow_key, '${LOWEST_ID}') and (h.workflow_key, h.id) < (w.workflow_key + 1, '${LOWEST_ID}')
      and h.version_key = w.version_key and h.state = 10 and (w.task_no < 0 or t.run_id is not null or h.attempt_no is not null)
    order by h.workflow_key desc, h.id desc limit 20) s
  where s.ms is not null
  group by 1, 2 having count(*) >= 5)
select l.run_id, l.task_no, l.attempt_no, l.version_key, u.p95, (extract(epoch from now() - l.since) * 1000)::int8
from live l join usual u on u.version_key = l.version_key and u.task_no = l.task_no
where now() - l.since > make_interval(secs => u.p95 * $1::float8 / 1000.0)
  and not exists (select 1 from long_running n where n.run_id = l.run_id and n.task_no = l.task_no and n.attempt_no = l.attempt_no)
order by l.since limit $2`,
};
