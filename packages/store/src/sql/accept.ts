/** Starts that are not plain: runs that wait from the beginning, unique ones, and such that are collected. */
import { WHOLE_RUN } from '@carillon/core';
import type { Statement } from '../database.ts';
import { NOW } from './conditions.ts';
import { RUN_RUNNING } from './guards.ts';

/** A run in state queued, without task rows, whatever its workflow; the hold says what it waits for. */
export const startHeld: Statement = {
  name: 'accept_hold',
  text: `
with x as materialized (
  select * from unnest($1::uuid[], $2::int4[], $3::int4[], $4::int4[], $5::int4[], $6::int4[], $7::int2[], $8::timestamptz[], $9::text[],
    $10::text[], $11::jsonb[], $12::text[], $13::text[], $14::text[], $15::bytea[], $16::uuid[], $17::jsonb[], $18::jsonb[], $19::text[])
  x (id, version_key, workflow_key, tenant_key, project_key, environment_key, priority, logical_time, trigger_kind, actor, params,
    principal, route, ikey, body_hash, rerun_of, reason, limits, kind)),
i as (
  insert into idempotency (tenant_key, principal, route, key, body_hash, run_id)
  select tenant_key, principal, route, ikey, body_hash, id from x where ikey is not null
  on conflict do nothing returning run_id),
r as (
  insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, logical_time, trigger_kind,
    actor, params, rerun_of, reason, limits)
  select id, version_key, workflow_key, tenant_key, project_key, environment_key, 1, 1, priority, logical_time, trigger_kind,
    actor, params, rerun_of, reason, limits
  from x where ikey is null or (id in (select run_id from i)) is true
  returning id, tenant_key)
insert into run_hold (run_id, kind, tenant_key) select r.id, x.kind, r.tenant_key from r join x on x.id = r.id returning run_id`,
};

/** What was held for another reason, or by nothing any more, waits for its limits now. */
export const holdForLimits: Statement = {
  name: 'accept_hold_for_limits',
  text: `
with x as materialized (select * from unnest($1::uuid[], $2::jsonb[], $3::jsonb[]) x (id, limits, reason)),
h as (
  insert into run_hold (run_id, kind, tenant_key) select r.id, 'limit', r.tenant_key from x join run r on r.id = x.id
  on conflict (run_id) do update set kind = 'limit', schedule_key = null, logical_time = null)
update run r set limits = x.limits, reason = x.reason from x where r.id = x.id`,
};

/** It has kept what an older run did, and with that its task runs. */
const isPartial = `(exists (select 1 from task_run t where t.run_id = h.run_id) or exists (select 1 from task_history t where t.run_id = h.run_id))`;

/** Uses index run_hold_granted. */
export const granted: Statement = {
  name: 'accept_granted',
  text: `
select h.run_id, r.tenant_key, r.project_key, r.environment_key, r.workflow_key, r.version_key, r.logical_time,
  r.trigger_kind, r.actor, r.priority, r.params, r.created_at, r.rerun_of, r.limits is not null,
  exists (select 1 from limit_slot s where s.run_id = h.run_id and s.task_no = ${WHOLE_RUN})
from run_hold h join run r on r.id = h.run_id where h.kind = 'granted' and not ${isPartial} order by h.run_id limit $1`,
};

export const grantedReruns: Statement = {
  name: 'accept_granted_reruns',
  text: `
select h.run_id, r.version_key from run_hold h join run r on r.id = h.run_id
where h.kind = 'granted' and ${isPartial} order by h.run_id limit $1`,
};

/** Its task runs stand already, undecided. The run before its hold, as a stop takes them. */
export const openRerun: Statement = {
  name: 'accept_open_rerun',
  text: `
with r as (
  update run set state = ${RUN_RUNNING}, reason = null, due_at = now() + make_interval(secs => $2::int8 / 1000.0)
  where id = $1 and state = 1 and exists (select 1 from run_hold where run_id = $1 and kind = 'granted')
  returning id, open, failed),
h as (delete from run_hold where run_id in (select id from r))
select open, failed from r`,
};

/** The key's row is locked, whoever has it. */
export const claimUnique: Statement = {
  name: 'accept_unique',
  text: `
insert into unique_run as u (id, run_id, until) values ($1, $2, clock_timestamp() + make_interval(secs => $3::int8 / 1000.0))
on conflict (id) do update set id = excluded.id
returning run_id`,
};

/** In a statement after the lock: a run that the one before has made is seen. */
export const uniqueHolds: Statement = {
  name: 'accept_unique_holds',
  text: `
select case when u.until is null
  then exists (select 1 from run where id = u.run_id)
    or exists (select 1 from task_run where run_id = u.run_id and task_no = 0 and version_key is not null)
  else u.until > clock_timestamp() end
from unique_run u where u.id = $1`,
};

export const takeUnique: Statement = {
  name: 'accept_take_unique',
  text: `update unique_run set run_id = $2, until = clock_timestamp() + make_interval(secs => $3::int8 / 1000.0) where id = $1`,
};

export const openWindow: Statement = {
  name: 'accept_open_window',
  text: `
insert into start_window as w (id, run_id, kind, requests, due_at)
values ($1, $2, $3, 1, clock_timestamp() + make_interval(secs => least($4::int8, $5::int8) / 1000.0))
on conflict (id) do update set requests = w.requests + 1,
  due_at = case when w.kind = 'debounce' then least(excluded.due_at, w.opened_at + make_interval(secs => $5::int8 / 1000.0)) else w.due_at end
returning run_id, requests, due_at`,
};

/** It is still collected: nobody stopped it. */
export const lockCollected: Statement = {
  name: 'accept_lock_collected',
  text: `
select octet_length(r.params::text) from run r join run_hold h on h.run_id = r.id and h.kind = 'window'
where r.id = $1 for no key update of r`,
};

export const replaceCollected: Statement = {
  name: 'accept_replace',
  text: `
update run set params = case when $3::text is null then $2::jsonb else jsonb_set(params, array[$3], (params -> $3) || $2::jsonb) end,
  reason = $4::jsonb
where id = $1`,
};

export const noteKey: Statement = {
  name: 'accept_note_key',
  text: `
insert into idempotency (tenant_key, principal, route, key, body_hash, run_id) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing returning run_id`,
};

export const dropWindow: Statement = {
  name: 'accept_drop_window',
  text: `delete from start_window where id = $1 returning run_id`,
};

export const releaseCollected: Statement = {
  name: 'accept_release_collected',
  text: `update run_hold set kind = 'granted' where run_id = any($1::uuid[]) and kind = 'window'`,
};

/** Uses index start_window_due. */
export const closeDue: Statement = {
  name: 'accept_close_due',
  text: `
with w as (
  delete from start_window where id = any(array(
    select id from start_window where due_at <= ${NOW} order by due_at limit $1 for update skip locked))
  returning run_id),
h as (update run_hold h set kind = 'granted' from w where h.run_id = w.run_id and h.kind = 'window')
select count(*) from w`,
};

const isFree = `case when u.until is null
  then not exists (select 1 from run where id = u.run_id)
    and not exists (select 1 from task_run where run_id = u.run_id and task_no = 0 and version_key is not null)
  else u.until < clock_timestamp() end`;

/** Keys that no run has any more. Whoever claims one meanwhile waits for the lock and makes it anew. */
export const lockFreeKeys: Statement = {
  name: 'accept_lock_free',
  text: `select u.id from unique_run u where ${isFree} order by u.id limit 1000 for update skip locked`,
};
/** In a statement after the lock, as {@link uniqueHolds}. */
export const dropFreeKeys: Statement = {
  name: 'accept_drop_free',
  text: `delete from unique_run u where u.id = any($1::uuid[]) and ${isFree} returning 1`,
};
