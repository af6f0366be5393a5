/** What a crash between two statements left behind, and other duties of a leader. All may read whole hot tables. */
import type { Statement } from '../database.ts';
import { PENDING, RUN_PAUSED } from './guards.ts';

/**
 * Pending task runs some of whose upstreams have ended, behind the one of `$3` and `$4`. Most of them wait for the
 * others; which could be decided is core's to say, so a reader goes through all pages.
 */
export const undecided: Statement = {
  name: 'undecided',
  text: `
select t.run_id, t.task_no, t.state, t.need, t.ok, t.failed, t.upstream_failed, t.skipped, coalesce(t.version_key, r.version_key)
from task_run t left join run r on r.id = t.run_id and t.version_key is null
where t.state = ${PENDING} and (t.version_key is not null or r.state = 2)
  and (t.need = 0 or t.ok + t.failed + t.upstream_failed + t.skipped > 0)
  and coalesce(t.ready_at, t.created_at, r.created_at) < clock_timestamp() - make_interval(secs => $1 / 1000.0)
  and (t.run_id, t.task_no) > ($3::uuid, $4::int4)
order by t.run_id, t.task_no limit $2`,
};

export const endable: Statement = {
  name: 'endable',
  text: `select id, failed, phase, ends_as from run where open <= 0 and state <> ${RUN_PAUSED} limit $1`,
};

/** Tables that hold what is under way, and nothing of what has ended. */
export const hasLive: Statement = {
  name: 'has_live',
  text: `
select exists (select 1 from run) or exists (select 1 from task_run) or exists (select 1 from limit_slot)
  or exists (select 1 from limit_wait) or exists (select 1 from limit_key) or exists (select 1 from unique_run)`,
};

/**
 * Takes or renews a leader's leases: at most one holder of each, and a new term with every change of hands. A lease that
 * lasts longer than leases do was given by a clock that was ahead: its holder renews it within seconds, or is gone. What
 * renews touches no column of a key, so it passes by those who write under the term ({@link inTerm}); what is taken over
 * they hold back, until they have ended, and nothing else with it.
 */
export const takeLeases: Statement = {
  name: 'take_leases',
  text: `
with until as materialized (select clock_timestamp() + make_interval(secs => $3 / 1000.0) as at),
renewed as (
  update lease set expires_at = until.at from until where name = any($1::text[]) and owner = $2::uuid returning name, term),
free as materialized (
  select name from lease, until
  where name = any($1::text[]) and owner <> $2::uuid and (expires_at < clock_timestamp() or expires_at > until.at + interval '1 s')
  order by name for update of lease skip locked),
taken as (
  update lease l set owner = $2::uuid, term = l.term + 1, expires_at = until.at from free, until where l.name = free.name
  returning l.name, l.term),
made as (
  insert into lease (name, owner, term, expires_at)
  select name, $2::uuid, 1, until.at from unnest($1::text[]) name, until order by name
  on conflict (name) do nothing returning name, term)
select name, term from renewed union all select name, term from taken union all select name, term from made`,
};

export const endLease: Statement = {
  name: 'end_lease',
  text: 'update lease set expires_at = clock_timestamp() where name = $1 and owner = $2',
};

/**
 * What a write of a leader begins with: nothing is written under a term that has ended. Renewals do not wait for this
 * lock; nobody takes over what is locked, so no commit under an old term can follow one under the new (GUARANTEES 7.2).
 *
 * @param first number of the parameters that hold duty, term and owner
 */
export const inTerm = (first: number): string =>
  `l as materialized (select 1 from lease where name = $${first} and term = $${first + 1} and owner = $${first + 2} for key share)`;

export const makePartitions: Statement = {
  name: 'make_partitions',
  text: `with ${inTerm(1)} select make_partitions(now(), now() + interval '28 days') from l`,
};

export const now: Statement = {
  name: 'now',
  text: `select extract(epoch from clock_timestamp()) * 1000`,
};

/** A bounded bite: what is left goes with the next one. */
export const pruneIdempotency: Statement = {
  name: 'prune_idempotency',
  text: `
with ${inTerm(1)}
delete from idempotency where exists (select from l) and ctid = any(array(
  select ctid from idempotency where created_at < now() - interval '24 hours' limit 50000))
returning 1`,
};
