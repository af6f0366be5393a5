/** Lanes, and which of them have ready rows. */
import type { Statement } from '../database.ts';
import { CLAIMABLE } from './conditions.ts';

const LANE = 'l.key, l.queue, l.worker_group, l.capability, l.selector, l.resources, t.name tenant, p.name project';
const PLACE = 'left join project p on p.key = l.project_key left join tenant t on t.key = p.tenant_key';

export const findLane: Statement = {
  name: 'find_lane',
  text: `select key from lane where queue = $1 and worker_group = $2 and capability = $3 and selector = $4 and resources = $5 and project_key = $6`,
};

export const addLane: Statement = {
  name: 'add_lane',
  text: `insert into lane (queue, worker_group, capability, selector, resources, project_key) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing returning key`,
};

export const lanes: Statement = {
  name: 'lanes',
  text: `select ${LANE} from lane l ${PLACE} where l.key = any($1::int4[])`,
};

/**
 * Lanes that have a ready row, with the rank of the first: one index probe for each of them, however many other lanes
 * there are. What limits hold stands in lane 0, which is passed over. Uses index task_run_ready.
 */
export const backlog: Statement = {
  name: 'backlog',
  text: `
with recursive ready as (
  (select lane_key, rank from task_run where ${CLAIMABLE} and lane_key > 0 order by lane_key, rank limit 1)
  union all
  select n.lane_key, n.rank from ready r cross join lateral (
    select lane_key, rank from task_run where ${CLAIMABLE} and lane_key > r.lane_key order by lane_key, rank limit 1) n)
select ${LANE}, r.rank from ready r join lane l on l.key = any(array[r.lane_key]) ${PLACE}`,
};

/** How many rows of a lane are ready, up to $1, and since when the first of them is. */
export const backlogs: Statement = {
  name: 'backlogs',
  text: `
with recursive ready as (
  (select lane_key from task_run where ${CLAIMABLE} and lane_key > 0 order by lane_key, rank limit 1)
  union all
  select n.lane_key from ready r cross join lateral (
    select lane_key from task_run where ${CLAIMABLE} and lane_key > r.lane_key order by lane_key, rank limit 1) n)
select ${LANE}, b.ready, b.oldest from ready r join lane l on l.key = r.lane_key ${PLACE}
cross join lateral (
  select count(*)::int4 ready, min(ready_at) oldest from (
    select ready_at from task_run where ${CLAIMABLE} and lane_key = r.lane_key order by lane_key, rank limit $1) q) b`,
};
