/**
 * Limits (docs/architecture/limits.md). Whoever grants locks the rows of the keys first, in the order of their ids,
 * and counts slots in a statement of its own after that, so that it sees what the one before has granted. Task runs
 * and runs are locked without waiting. Slots and places in line go by triggers.
 */
import { OVERTAKE_MS, WAITING_LANE, ARRIVING_LANE, WHOLE_RUN } from '@carillon/core';
import type { Statement } from '../database.ts';
import { GRANTS } from './conditions.ts';
import { QUEUED } from './guards.ts';

/** Uses index task_run_ready. */
export const arrivals: Statement = {
  name: 'limit_arrivals',
  text: `
select run_id, task_no, rank, coalesce(limits, input -> 'limits') from task_run
where state = ${QUEUED} and lane_key = ${ARRIVING_LANE} order by lane_key, rank limit $1 for update skip locked`,
};

/** Keys in the order of their ids. Figures of an older definition do not come back. */
export const putKeys: Statement = {
  name: 'limit_put_keys',
  text: `
insert into limit_key as k (id, tenant_key, project_key, environment_key, rule, level, name, value, definition, max, on_limit, interval_ms, burst)
select id, "tenantKey", "projectKey", "environmentKey", rule, level, name, key, definition, max, "onLimit", "intervalMs", coalesce(burst, 1)
from jsonb_to_recordset($1::jsonb) x (id uuid, "tenantKey" int4, "projectKey" int4, "environmentKey" int4, rule text, level text, name text,
  key text, definition int4, max int4, "onLimit" text, "intervalMs" float8, burst int4)
order by id
on conflict (id) do update set definition = excluded.definition, max = excluded.max, on_limit = excluded.on_limit,
  interval_ms = excluded.interval_ms, burst = excluded.burst
where k.definition < excluded.definition`,
};

export const joinLines: Statement = {
  name: 'limit_join_lines',
  text: `
insert into limit_wait (limit_id, run_id, task_no, rank, several)
select * from unnest($1::uuid[], $2::uuid[], $3::int4[], $4::int8[], $5::bool[]) on conflict do nothing`,
};

/** What was recorded with its input is its own from now on. */
export const awaitGrant: Statement = {
  name: 'limit_await',
  text: `
update task_run t set lane_key = ${WAITING_LANE}, limits = coalesce(t.limits, t.input -> 'limits'), input = t.input - 'limits', reason = x.reason
from unnest($1::uuid[], $2::int4[], $3::jsonb[]) x (run_id, task_no, reason) where t.run_id = x.run_id and t.task_no = x.task_no`,
};

/** Keys that something waits for, by walking the index limit_wait_line from one to the next. */
const LINES = `line as (
  (select limit_id from limit_wait order by limit_id limit 1)
  union all
  select (select n.limit_id from limit_wait n where n.limit_id > l.limit_id order by n.limit_id limit 1)
  from line l where l.limit_id is not null)`;

/**
 * Of every key that grants one more: the first of its line whose other limits grant, too, with all the places that
 * they have. Behind one that has waited long for several nobody is looked at. What comes is a proposal, decided on
 * under the locks.
 */
export const candidates: Statement = {
  name: 'limit_candidates',
  text: `
with recursive ${LINES},
ready as (
  select k.id, least(coalesce(k.max - (select count(*) from limit_slot s where s.limit_id = k.id), 100), 100) room
  from line l join limit_key k on k.id = l.limit_id where ${GRANTS}),
c as (
  select distinct w.run_id, w.task_no from ready r cross join lateral (
    select w.run_id, w.task_no from limit_wait w
    where w.limit_id = r.id
      and w.rank <= coalesce((
        select b.rank from limit_wait b where b.limit_id = r.id and b.several
          and b.since < clock_timestamp() - interval '${OVERTAKE_MS} ms' order by b.rank limit 1), 9223372036854775807)
      and (not w.several or not exists (
        select 1 from limit_wait o join limit_key k on k.id = o.limit_id
        where o.run_id = w.run_id and o.task_no = w.task_no and o.limit_id <> r.id and not ${GRANTS}))
    order by w.rank, w.run_id, w.task_no limit r.room) w
  limit 200)
select w.run_id, w.task_no, w.limit_id, w.rank, (extract(epoch from clock_timestamp() - w.since) * 1000)::float8
from c join limit_wait w on w.run_id = c.run_id and w.task_no = c.task_no`,
};

export const lockKeys: Statement = {
  name: 'limit_lock_keys',
  text: `select id from limit_key where id = any($1::uuid[]) order by id for update`,
};

export const keyStates: Statement = {
  name: 'limit_key_states',
  text: `
select k.id, k.max - (select count(*) from limit_slot s where s.limit_id = k.id)::int4, k.interval_ms, k.burst, k.tat_ms,
  (extract(epoch from clock_timestamp()) * 1000)::float8
from limit_key k where k.id = any($1::uuid[])`,
};

/** Those of them that still wait. Locked by another transaction means that they are being ended or paused. */
export const lockWaitingTasks: Statement = {
  name: 'limit_lock_tasks',
  text: `
select t.run_id, t.task_no from task_run t join unnest($1::uuid[], $2::int4[]) x (run_id, task_no) on t.run_id = x.run_id and t.task_no = x.task_no
where t.state = ${QUEUED} and t.lane_key = ${WAITING_LANE} order by 1, 2 for update of t skip locked`,
};

export const lockWaitingRuns: Statement = {
  name: 'limit_lock_runs',
  text: `
select r.id, ${WHOLE_RUN} from run r join run_hold h on h.run_id = r.id and h.kind = 'limit'
where r.id = any($1::uuid[]) and r.state = 1 order by 1 for update of r skip locked`,
};

export const grant: Statement = {
  name: 'limit_grant',
  text: `
with x as materialized (select * from unnest($1::uuid[], $2::uuid[], $3::int4[], $4::bool[]) x (limit_id, run_id, task_no, is_slot)),
s as (insert into limit_slot (limit_id, run_id, task_no) select limit_id, run_id, task_no from x where is_slot),
w as (delete from limit_wait w using x where w.run_id = x.run_id and w.task_no = x.task_no and w.limit_id = x.limit_id),
k as (
  update limit_key k set tat_ms = y.tat_ms from unnest($5::uuid[], $6::float8[]) y (id, tat_ms) where k.id = y.id),
h as (
  update run_hold set kind = 'granted' where run_id in (select run_id from x where task_no = ${WHOLE_RUN}))
update task_run t set lane_key = (t.limits ->> 'lane')::int4, reason = null
from (select distinct run_id, task_no from x where task_no >= 0) g where t.run_id = g.run_id and t.task_no = g.task_no
returning t.lane_key`,
};

/** Keys that do not let wait and are full, by index limit_key_strict: who waits, and who has the slots, the oldest first. */
export const overfull: Statement = {
  name: 'limit_overfull',
  text: `
select k.id, k.on_limit, k.max, k.name, k.value, k.tenant_key, x.run_id, x.task_no, x.waits
from limit_key k cross join lateral (
  select run_id, task_no, since, false waits from limit_slot where limit_id = k.id
  union all
  select run_id, task_no, since, true from limit_wait where limit_id = k.id) x
where k.on_limit <> 'queue' and exists (select 1 from limit_wait w where w.limit_id = k.id) and not ${GRANTS}
order by k.id, x.waits, x.since, x.run_id, x.task_no limit 2000`,
};

/** What a decision about task runs in line has to name. */
export const waitingTasks: Statement = {
  name: 'limit_waiting_tasks',
  text: `
select t.run_id, t.task_no, t.ok + t.failed + t.upstream_failed + t.skipped, coalesce(t.version_key, r.version_key)
from task_run t join unnest($1::uuid[], $2::int4[]) x (run_id, task_no) on t.run_id = x.run_id and t.task_no = x.task_no
left join run r on r.id = t.run_id and t.version_key is null
where t.state = ${QUEUED} and t.lane_key = ${WAITING_LANE}`,
};

export const nextGrant: Statement = {
  name: 'limit_next_grant',
  text: `
with recursive ${LINES}
select not exists (select 1 from limit_wait),
  (min(k.tat_ms - (k.burst - 1) * k.interval_ms) - extract(epoch from clock_timestamp()) * 1000)::float8
from line l join limit_key k on k.id = l.limit_id where k.interval_ms is not null and not ${GRANTS}`,
};

const TASK_HOLDS = `exists (
  select 1 from task_run t where t.run_id = x.run_id and t.task_no = x.task_no and t.limits is not null and t.state in (1, 2, 3, 7))`;
const RUN_HOLDS = `exists (select 1 from run r where r.id = x.run_id and r.limits is not null)`;
/** Of `limit_slot x` and `limit_wait x`: nobody has it any more. */
export const ORPHANED = `not case when x.task_no = ${WHOLE_RUN} then ${RUN_HOLDS} else ${TASK_HOLDS} end`;

/** One page of a table in the order of its key, behind ($1, $2, $3): how many nobody has, and the place it ends at. $4 rows at most. */
const sweep = (table: 'limit_slot' | 'limit_wait'): string => `
with p as materialized (
  select run_id, task_no, limit_id from ${table} where (run_id, task_no, limit_id) > ($1, $2, $3) order by 1, 2, 3 limit $4),
d as (
  delete from ${table} x using p
  where x.run_id = p.run_id and x.task_no = p.task_no and x.limit_id = p.limit_id and ${ORPHANED} returning 1)
select (select count(*) from d)::int4, (select count(*) from p)::int4, run_id, task_no, limit_id from p order by 3 desc, 4 desc, 5 desc limit 1`;

export const sweepSlots: Statement = { name: 'limit_sweep_slots', text: sweep('limit_slot') };
export const sweepWaits: Statement = { name: 'limit_sweep_waits', text: sweep('limit_wait') };

/** In no line although they wait: they arrive once more. A page of those that wait, as above, by index task_run_ready. */
export const sweepLost: Statement = {
  name: 'limit_sweep_lost',
  text: `
with p as materialized (
  select rank, run_id, task_no from task_run
  where state = ${QUEUED} and lane_key = ${WAITING_LANE} and rank >= $1 and (rank, run_id, task_no) > ($1, $2, $3) order by 1, 2, 3 limit $4),
u as (
  update task_run t set lane_key = ${ARRIVING_LANE} from p
  where t.run_id = p.run_id and t.task_no = p.task_no and t.state = ${QUEUED} and t.lane_key = ${WAITING_LANE}
    and not exists (select 1 from limit_wait w where w.run_id = t.run_id and w.task_no = t.task_no)
  returning 1)
select (select count(*) from u)::int4, (select count(*) from p)::int4, rank::text, run_id, task_no
from p order by p.rank desc, p.run_id desc, p.task_no desc limit 1`,
};

const IDLE = `k.tat_ms < extract(epoch from clock_timestamp() - interval '1 h') * 1000
  and not exists (select 1 from limit_slot s where s.limit_id = k.id) and not exists (select 1 from limit_wait w where w.limit_id = k.id)`;

/** Keys that nobody has or wants. Whoever enters meanwhile waits for the lock and makes the key anew. */
export const lockIdleKeys: Statement = {
  name: 'limit_lock_idle',
  text: `select k.id from limit_key k where ${IDLE} order by k.id limit 1000 for update skip locked`,
};
export const dropIdleKeys: Statement = {
  name: 'limit_drop_idle',
  text: `delete from limit_key k where k.id = any($1::uuid[]) and ${IDLE} returning 1`,
};

export const rulesSeen: Statement = {
  name: 'limit_rules_seen',
  text: `select coalesce(max(key), 0) from limit_rule`,
};
export const rules: Statement = {
  name: 'limit_rules',
  text: `
select tenant_key, project_key, name, number, definition from (
  select distinct on (tenant_key, project_key, name) * from limit_rule order by tenant_key, project_key, name, number desc) r
where definition is not null order by name`,
};
