import type { Statement } from '../database.ts';
import { LIVE } from './guards.ts';

export const openSession: Statement = {
  name: 'open_session',
  text: `
with s as (
  insert into worker_session (id, name, worker_group, capabilities, labels, slots, version, host, resources)
  values ($1, $2, $3, $4::text[], $5::jsonb, $6, $7, $8, $10::jsonb) returning key)
insert into worker_lease (session_key, lease_until)
select key, clock_timestamp() + make_interval(secs => $9 / 1000.0) from s returning session_key`,
};

/**
 * A lease is given away by {@link expireSessions} alone, which takes its row. One that ran out while nobody could do
 * that (the store was away, its clock stepped) is renewed like any other: a store outage is no worker's death
 * (GUARANTEES 6.5). What left does not come back.
 */
const NOT_GIVEN_AWAY = `l.lease_until > '-infinity'`;

/** Never one whose attempts may have been given away. */
export const resumeSession: Statement = {
  name: 'resume_session',
  text: `
update worker_lease l set lease_until = clock_timestamp() + make_interval(secs => $2 / 1000.0)
from worker_session s
where s.id = $1 and l.session_key = s.key and ${NOT_GIVEN_AWAY}
returning l.session_key`,
};

/** Renews many leases in one statement, with what their node knows of the workers. A session that is not returned is gone. */
export const beat: Statement = {
  name: 'beat',
  text: `
update worker_lease l set lease_until = clock_timestamp() + make_interval(secs => $5 / 1000.0), busy = x.busy, room = x.room,
  draining = x.draining, running = x.running, silent_at = clock_timestamp() + make_interval(secs => $6 / 1000.0)
from unnest($1::int4[], $2::int4[], $3::int4[], $4::bool[], $7::jsonb[]) x (key, busy, room, draining, running)
where l.session_key = x.key and ${NOT_GIVEN_AWAY}
returning l.session_key`,
};

/** $3 null: its disk has room again. */
export const noteDisk: Statement = {
  name: 'note_disk',
  text: `
update worker_session set labels = case when $3::text is null then labels - $2::text else labels || jsonb_build_object($2::text, $3::text) end
where key = $1`,
};

/** The lease ends now and the next look of a rescuer hands on what is left. */
export const endSession: Statement = {
  name: 'end_session',
  text: `
with l as (update worker_lease set lease_until = '-infinity' where session_key = $1)
update worker_session set state = 'left', ended_at = clock_timestamp() where key = $1`,
};

const live = `t.run_id, t.task_no, t.attempt_no, t.attempt_id, t.fence, t.rank, t.input::text, coalesce(t.version_key, r.version_key),
  coalesce(t.environment_key, r.environment_key), coalesce(t.params, r.params)::text, coalesce(t.logical_time, r.logical_time),
  case when t.stop_at is not null then t.reason end, t.tries, t.lost, t.lane_key`;

/** Reads the whole hot table: used when a stream resumes and for the full lists, both rare. */
export const liveAttempts: Statement = {
  name: 'live_attempts',
  text: `
select ${live} from task_run t left join run r on r.id = t.run_id and t.version_key is null
where t.session_key = $1 and t.state in (${LIVE})`,
};

/**
 * Ends sessions whose lease ran out (GUARANTEES 6.2): from then on no heartbeat revives them. A crash after
 * the commit leaves attempts of sessions without lease, which {@link orphanedAttempts} finds. One that lasts much longer
 * than leases do was given by a clock that was ahead, to a worker that has not beaten since.
 */
export const expireSessions: Statement = {
  name: 'expire_sessions',
  text: `
with c as materialized (select clock_timestamp() at),
w as (
  delete from worker_lease using c
  where (lease_until < c.at - make_interval(secs => $1 / 1000.0)
      or lease_until > c.at + make_interval(secs => $2 / 1000.0) + interval '1 minute')
    and ($3::float8 is null or abs(extract(epoch from c.at) * 1000 - $3) <= $4::float8)
  returning session_key),
s as (
  update worker_session s set state = 'lost', ended_at = clock_timestamp() from w where s.key = w.session_key and s.state <> 'left')
select (select count(*)::int4 from w), extract(epoch from c.at)::float8 * 1000 from c`,
};

export const orphanedAttempts: Statement = {
  name: 'orphaned_attempts',
  text: `
select ${live}, t.session_key, (
    select extract(epoch from clock_timestamp() - s.ended_at)::float8 * 1000 from worker_session s
    where s.key = t.session_key and s.state = 'lost')
from task_run t left join run r on r.id = t.run_id and t.version_key is null
where t.session_key is not null and t.state in (${LIVE})
  and not exists (select 1 from worker_lease l where l.session_key = t.session_key)
limit 1000`,
};

/** For comparison with what workers say they hold: one look at the whole hot table for all sessions of a node. */
export const longLive: Statement = {
  name: 'long_live',
  text: `
select ${live}, t.session_key from task_run t left join run r on r.id = t.run_id and t.version_key is null
where t.session_key = any($1::int4[]) and t.state in (${LIVE})
  and t.dispatched_at < clock_timestamp() - make_interval(secs => $2 / 1000.0)`,
};
