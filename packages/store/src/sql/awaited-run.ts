/** Runs of a workflow as waits of others look for them. */
import type { Statement } from '../database.ts';
import { GRAPH_STATE, SOLO_STATE } from '../queries/run-row.ts';

const OF_WORKFLOW = `select f.key from workflow f join project p on p.key = f.project_key where p.tenant_key = $1 and p.name = $3 and f.name = $4`;

/**
 * "The run of a date" for each span ($5, $6, and as bounds of ids $7, $8): the newest by id. Ended ones by run_history_logical;
 * those that a person started without a date count when they were started, by run_history_workflow. Open ones are not
 * looked for in the hot tables, which can be long: the ledger, backfills and reruns name them. What a person started for
 * a date is seen when it has ended. $9 is the run that asks.
 */
export const newestRunsOf: Statement = {
  name: 'newest_runs_of',
  text: `
with w as materialized (${OF_WORKFLOW}),
s as materialized (
  select i::int4, since, until, low, high from unnest($5::timestamptz[], $6::timestamptz[], $7::uuid[], $8::uuid[])
    with ordinality x (since, until, low, high, i)),
ended as materialized (
  select s.i, h.* from s cross join w cross join lateral (
    select id, state, ended_at, version_key from run_history
    where workflow_key = w.key and environment_key = $2 and logical_time >= s.since and logical_time < s.until and id <> $9 and part is null
    order by id desc limit 1) h
  union all
  select s.i, h.* from s cross join w cross join lateral (
    select id, state, ended_at, version_key from run_history
    where workflow_key = w.key and environment_key = $2 and logical_time is null and id >= s.low and id < s.high and id <> $9 and part is null
    order by id desc limit 1) h),
named as materialized (
  select s.i, l.run_id id from s cross join w join schedule c on c.workflow_key = w.key and c.environment_key = $2
    join firing l on l.schedule_key = c.key and l.logical_time >= s.since and l.logical_time < s.until
  where l.run_id is not null
  union
  select s.i, unnest(d.run_ids) from s cross join w
    join backfill b on b.workflow_key = w.key and b.environment_key = $2 and b.state in ('running', 'paused')
    join backfill_date d on d.backfill_key = b.key and d.state = 'running' and d.logical_time >= s.since and d.logical_time < s.until
  union
  select e.i, r.id from ended e join run r on r.rerun_of = e.id
  union
  select e.i, t.run_id from ended e join task_run t on t.rerun_of = e.id)
select distinct on (i) i - 1, id, state, ended_at, version_key from (
  select i, id, state, ended_at, version_key from ended
  union all
  select n.i, r.id, ${GRAPH_STATE}, null, r.version_key from named n join run r on r.id = n.id join w on w.key = r.workflow_key
  union all
  select n.i, t.run_id, ${SOLO_STATE}, null, t.version_key from named n
    join task_run t on t.run_id = n.id and t.task_no = 0 and t.version_key is not null join w on w.key = t.workflow_key) found
where id <> $9
order by i, id desc`,
};

/** By its schedules and its last ten successes. */
export const expectedRun: Statement = {
  name: 'expected_run',
  text: `
with w as materialized (${OF_WORKFLOW})
select (select min(next_fire_at) from schedule c where c.workflow_key = w.key and c.environment_key = $2 and c.state = 'enabled' and not c.workflow_paused),
  (select percentile_disc(0.5) within group (order by extract(epoch from h.ended_at - h.created_at) * 1000)::float8 from (
    select ended_at, created_at from run_history where workflow_key = w.key and environment_key = $2 and state = 10 and part is null order by id desc limit 10) h)
from w`,
};
