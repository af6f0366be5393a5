/**
 * The firing transaction (G1), for many schedules at once: lock, look at what runs, ledger, runs, move on. The
 * order of locks is schedules by key, then runs.
 */
import type { Statement } from '../database.ts';
import { lastRunIsOpen } from './schedule.ts';

/**
 * Compare and set on what the plans were made from (next time, definition, live version, pause): an edit that came
 * in between is fired by a plan of its own. When it was due tells of changes that leave the next time open, as new
 * calendars do; callers know that moment in milliseconds. The rows stay locked for the firing transaction; one that somebody else
 * has locked is left out, so that no batch ever waits. The last column is the store's clock: callers know it by
 * estimate.
 */
export const lockSchedules: Statement = {
  name: 'fire_lock',
  text: `
select s.key, extract(epoch from clock_timestamp()) * 1000
from unnest($1::int4[], $2::timestamptz[], $3::int4[], $4::jsonb[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[])
  x (key, next_fire_at, version_key, definition, passed_until, held_from, due_at)
join schedule s on s.key = x.key
where s.state = 'enabled' and not s.workflow_paused and s.next_fire_at is not distinct from x.next_fire_at
  and s.passed_until is not distinct from x.passed_until and s.held_from is not distinct from x.held_from
  and date_trunc('milliseconds', s.due_at) is not distinct from x.due_at and s.definition = x.definition
  and exists (select 1 from deployment d where d.workflow_key = s.workflow_key and d.environment_key = s.environment_key
    and d.version_key = x.version_key)
order by s.key for update of s skip locked`,
};

/** After the lock, so that what another transaction did under it is seen. */
export const overlapStates: Statement = {
  name: 'fire_overlap',
  text: `
select s.key, s.last_run_id, ${lastRunIsOpen},
  array(select h.run_id from run_hold h where h.schedule_key = s.key and h.kind = 'overlap' order by h.logical_time)
from schedule s where s.key = any($1::int4[])`,
};

/** Never early, never at or below the floor, never twice (G1). */
export const insertFirings: Statement = {
  name: 'fire_ledger',
  text: `
insert into firing (schedule_key, logical_time, through, start_at, outcome, reason, notes, run_id, held_until)
select s.key, x.logical_time, x.through, x.start_at, x.outcome, x.reason,
  coalesce(string_to_array(nullif(x.notes, ''), ','), '{}'), x.run_id, x.held_until
from unnest($1::int4[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::timestamptz[])
  x (key, logical_time, through, start_at, outcome, reason, notes, run_id, held_until)
join schedule s on s.key = x.key
where x.logical_time > s.floor and clock_timestamp() >= x.logical_time
on conflict do nothing
returning schedule_key, logical_time`,
};

/** Held rows that are settled: they stay what they were, some with a run from now on. */
export const settleHeld: Statement = {
  name: 'fire_settle_held',
  text: `
update firing f set held_until = null
from unnest($1::int4[], $2::timestamptz[], $3::timestamptz[]) x (key, held_from, through)
where f.schedule_key = x.key and f.logical_time >= x.held_from and f.logical_time <= x.through and f.held_until is not null`,
};

export const giveHeldRuns: Statement = {
  name: 'fire_held_runs',
  text: `
update firing f set run_id = x.run_id
from unnest($1::int4[], $2::timestamptz[], $3::uuid[]) x (key, logical_time, run_id)
where f.schedule_key = x.key and f.logical_time = x.logical_time and f.outcome = 'held' and f.run_id is null
returning f.run_id`,
};

export const moveSchedules: Statement = {
  name: 'fire_move',
  text: `
update schedule s set next_fire_at = x.next_fire_at, due_at = x.due_at, floor = greatest(s.floor, x.floor), held_from = x.held_from,
  last_run_id = coalesce(x.last_run_id, s.last_run_id), passed_until = null, failures = 0, error = null, error_said = null, updated_at = now(),
  state = case when x.ended then 'ended' else 'enabled' end,
  claimed_until = case when x.claim_ms = 0 then '-infinity' else clock_timestamp() + make_interval(secs => x.claim_ms / 1000.0) end
from unnest($1::int4[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::bool[], $8::int4[])
  x (key, next_fire_at, due_at, floor, held_from, last_run_id, ended, claim_ms)
where s.key = x.key`,
};
