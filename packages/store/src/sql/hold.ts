/** Runs that were accepted and wait: as a row of `run` in state queued, without task rows, whatever their workflow. */
import type { Statement } from '../database.ts';
import { PACED } from './conditions.ts';
import { lastRunIsOpen } from './schedule.ts';

export const holdRuns: Statement = {
  name: 'hold_runs',
  text: `
with x as materialized (
  select * from unnest($1::uuid[], $2::int4[], $3::int4[], $4::int4[], $5::int4[], $6::int4[], $7::int2[], $8::timestamptz[], $9::text[],
    $10::text[], $11::jsonb[], $12::jsonb[], $13::text[], $14::int4[])
  x (id, version_key, workflow_key, tenant_key, project_key, environment_key, priority, logical_time, trigger_kind, actor, params, reason,
    kind, schedule_key)),
r as (
  insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, logical_time, trigger_kind,
    actor, params, reason)
  select id, version_key, workflow_key, tenant_key, project_key, environment_key, 1, 1, priority, logical_time, trigger_kind, actor, params, reason
  from x)
insert into run_hold (run_id, kind, tenant_key, schedule_key, logical_time)
select id, kind, tenant_key, schedule_key, logical_time from x`,
};

/** A stop ends it: nothing is left to hold. */
export const dropHold: Statement = {
  name: 'hold_drop',
  text: `delete from run_hold where run_id = $1`,
};

/** A hold `e` that goes before `h`: the older one, and those of an overlap before those that catch up. */
export const isBefore = `e.schedule_key = h.schedule_key and (e.kind = 'catch_up', e.logical_time) < (h.kind = 'catch_up', h.logical_time)`;
const isFirst = `not exists (select 1 from run_hold e where ${isBefore})`;
const allows = `coalesce(s.definition ->> 'overlap' = 'allow', false)`;
/** Of a schedule `s`, or none: nothing that runs keeps its line waiting. */
const lineMoves = `(s.key is null or ${allows} or not ${lastRunIsOpen})`;
/** Of a hold `h` of a schedule `s`. */
export const mayStart = `(${lineMoves} and (${allows} or ${isFirst}))`;

/**
 * The runs of a schedule that was removed are not held any more by anything but the pace. The lines are walked by
 * index run_hold_line and only the heads of those that move are looked at, so that the cost is that of the schedules
 * with a line, however many wait in each. Of a tenant come no more than catch up in a second: another one has its turn.
 */
export const releasable: Statement = {
  name: 'hold_releasable',
  text: `
with recursive line as (
  (select schedule_key from run_hold order by schedule_key limit 1)
  union all
  select (select n.schedule_key from run_hold n where n.schedule_key > l.schedule_key order by n.schedule_key limit 1)
  from line l where l.schedule_key is not null),
head as (
  select h.*, row_number() over (partition by h.kind, h.tenant_key order by h.logical_time) turn
  from line l left join schedule s on s.key = l.schedule_key
  cross join lateral (
    select * from run_hold w where w.schedule_key = l.schedule_key order by w.kind = 'catch_up', w.logical_time
    limit case when ${allows} then $1::int4 else 1 end) h
  where ${lineMoves} and (h.kind = 'overlap' or not exists (
    select 1 from catch_up_pace p where p.tenant_key = h.tenant_key and p.${PACED})))
select h.kind, h.schedule_key, h.run_id, r.tenant_key, r.project_key, r.environment_key, r.workflow_key, r.version_key, r.logical_time,
  r.trigger_kind, r.actor, r.priority, r.params, r.created_at
from head h join run r on r.id = h.run_id
where h.kind = 'overlap' or h.turn <= 10
order by h.kind = 'catch_up', h.logical_time limit $1::int4`,
};

/** The order of locks: schedules by key, paces, then runs. */
export const lockHolders: Statement = {
  name: 'hold_lock_schedules',
  text: `select 1 from schedule where key = any($1::int4[]) order by key for update`,
};

/** How many runs a tenant may catch up with now: ten a second, saved up for one second at most. */
export const lockPace: Statement = {
  name: 'hold_lock_pace',
  text: `
insert into catch_up_pace as p (tenant_key, free_at) select distinct unnest($1::int4[]), clock_timestamp() - interval '1 s' order by 1
on conflict (tenant_key) do update set free_at = greatest(p.free_at, clock_timestamp() - interval '1 s')
returning tenant_key, greatest(0, floor(extract(epoch from clock_timestamp() - free_at) * 10))::int4`,
};

export const movePace: Statement = {
  name: 'hold_move_pace',
  text: `
update catch_up_pace p set free_at = free_at + x.runs * interval '100 ms'
from unnest($1::int4[], $2::int4[]) x (tenant_key, runs) where p.tenant_key = x.tenant_key`,
};

/** Under the locks: those of them that may start still. The run before its hold, as a stop takes them. */
export const takeReleased: Statement = {
  name: 'hold_take',
  text: `
with l as materialized (
  select h.run_id from run_hold h join run r on r.id = h.run_id left join schedule s on s.key = h.schedule_key
  where h.run_id = any($1::uuid[]) and h.kind not in ('limit', 'window') and r.state = 1 and ${mayStart}
  order by r.id for no key update of r)
delete from run_hold h using l where h.run_id = l.run_id returning h.run_id`,
};

/** Of one-task workflows: the row of the run makes way for that of its task. */
export const removeHeldRuns: Statement = {
  name: 'hold_remove_runs',
  text: `delete from run where id = any($1::uuid[]) returning id, parent_run_id, part`,
};

/** Of the others. What the hold had set aside begins now: the run's timeout, and no reason to wait. */
export const openHeldRuns: Statement = {
  name: 'hold_open_runs',
  text: `
update run r set state = 2, reason = null, open = x.open, due_at = now() + make_interval(secs => x.due_ms / 1000.0)
from unnest($1::uuid[], $2::int4[], $3::int8[]) x (id, open, due_ms) where r.id = x.id`,
};

/** The run that the next one of the schedule waits for. */
export const followReleased: Statement = {
  name: 'hold_follow',
  text: `
update schedule s set last_run_id = x.run_id from unnest($1::int4[], $2::uuid[]) x (key, run_id) where s.key = x.key`,
};
