/** Which copy of the database a connection has reached, and what is written down when it is another one (GUARANTEES 15.2). */
import type { Statement } from '../database.ts';

/** What rises when commits may have been lost: far more than attempts were made in them. */
export const FENCE_LEAP = 1_000_000;
/** Nobody was here for so long: what a copy brought back meanwhile would be noticed by nobody. */
const COLD_S = 60;

/**
 * On a standby nothing but that it is one. Positions in the WAL are bytes; the timeline is a new one after every
 * promotion and every recovery to a point in time, the system's number after an import into another cluster.
 */
export const readPlace: Statement = {
  name: 'read_place',
  text: `
select p.system, p.database, p.timeline, p.generation,
  (select system_identifier::text from pg_control_system()), (select oid::int8 from pg_database where datname = current_database()),
  ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int8,
  (pg_current_wal_flush_lsn() - '0/0')::float8, (pg_current_wal_insert_lsn() - '0/0')::float8
from (values (1)) one left join store_place p on true
where not pg_is_in_recovery()`,
};

export const firstPlace: Statement = {
  name: 'first_place',
  text: `
insert into store_place (system, database, timeline, alive_at) values ($1, $2, $3, clock_timestamp()) on conflict do nothing`,
};

/**
 * Compared and set under the row's lock: of all servers that notice a change one raises the fences and writes it down,
 * and nobody's connection is used before that is done. `$5`: this copy is behind the generation `$4`, which the server has
 * seen, though nothing else tells so. A crash in between raises the fences once more, which harms nobody. Events carry
 * numbers of transactions, which another cluster begins anew: who has read further than it has come goes on from here.
 */
export const notePlace: Statement = {
  name: 'note_place',
  text: `
with place as materialized (select * from store_place for update),
changed as materialized (
  select * from place where (system, database, timeline) is distinct from ($1::text, $2::int8, $3::int8) or $5::bool and generation <= $4::int8),
raised as (select setval('fence_seq', nextval('fence_seq') + ${FENCE_LEAP}) fence from changed),
rewound as (
  update event_cursor set xid = pg_snapshot_xmin(pg_current_snapshot())::text::int8 - 1, since = clock_timestamp() from changed
  where xid >= pg_snapshot_xmin(pg_current_snapshot())::text::int8),
moved as (
  update store_place set system = $1, database = $2, timeline = $3, generation = greatest(changed.generation, $4) + 1,
    alive_at = clock_timestamp()
  from changed),
told as (
  insert into incident (id, kind, noticed_at, risk_from, risk_until, details)
  select $6, case when changed.system = $1 and changed.database = $2 and changed.timeline < $3 then 'store_failed_over' else 'store_restored' end,
    clock_timestamp(), changed.alive_at, clock_timestamp(), jsonb_build_object('timeline', $3, 'before', changed.timeline, 'fence', raised.fence)
  from changed, raised returning kind, risk_from, risk_until)
select kind, risk_from, risk_until from told`,
};

/** A start after which nobody can tell whether a backup was put in place while all servers were away. */
export const raiseAfterAbsence: Statement = {
  name: 'raise_after_absence',
  text: `
with place as materialized (
  select * from store_place where alive_at < clock_timestamp() - interval '${COLD_S} s' for update),
alive as (update store_place set alive_at = clock_timestamp() from place)
select setval('fence_seq', nextval('fence_seq') + ${FENCE_LEAP}) from place`,
};
