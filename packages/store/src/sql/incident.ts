/** What happened to the store itself. */
import { AGREEING_MS } from '@carillon/core';
import type { Statement } from '../database.ts';

/** A server that has not looked for so long is not up. */
const WITNESS_S = 30;

/**
 * Once, however many servers notice it. Which are up is told by when they looked last, as the clock said before the
 * step: one that has looked since comes too late, for the step is open then.
 */
export const noteClockStep: Statement = {
  name: 'note_clock_step',
  text: `
insert into incident (id, kind, noticed_at, details)
select $1, 'clock_stepped', clock_timestamp(), jsonb_build_object('stepMs', $2::float8, 'servers', (
  select count(*) from clock_witness
  where clock_timestamp() - make_interval(secs => $2 / 1000.0) - seen_at < interval '${WITNESS_S} s'))
on conflict do nothing`,
};

/**
 * Counted are those that have looked since the step. `alive_at` bounds what a fail-over may have lost.
 * A server's own row is written by this statement, so it is not yet seen and counted from the parameters.
 */
export const witnessClock: Statement = {
  name: 'witness_clock',
  text: `
with step as materialized (select key, details from incident where kind = 'clock_stepped' and ended_at is null),
gone as (delete from clock_witness where server <> $1 and seen_at < clock_timestamp() - interval '1 day'),
alive as (update store_place set alive_at = clock_timestamp()),
mine as (
  insert into clock_witness (server, wall_ahead_ms, seen_at, incident_key)
  values ($1, $2, clock_timestamp(), (select key from step))
  on conflict (server) do update set wall_ahead_ms = excluded.wall_ahead_ms, seen_at = excluded.seen_at,
    incident_key = excluded.incident_key)
select (details->>'stepMs')::float8, (details->>'servers')::int4,
  1 + (select count(*) from clock_witness w where w.incident_key = step.key and w.server <> $1),
  (abs($2::float8) <= ${AGREEING_MS})::int4
    + (select count(*) from clock_witness w where w.incident_key = step.key and w.server <> $1 and abs(w.wall_ahead_ms) <= ${AGREEING_MS})
from step`,
};

export const endClockStep: Statement = {
  name: 'end_clock_step',
  text: `update incident set ended_at = clock_timestamp(), ended_by = 'servers' where kind = 'clock_stepped' and ended_at is null`,
};

export const leaveClock: Statement = {
  name: 'leave_clock',
  text: 'delete from clock_witness where server = $1',
};

export const listIncidents: Statement = {
  name: 'list_incidents',
  text: `
select id, kind, noticed_at, risk_from, risk_until, details, ended_at, ended_by from incident
where $1::bool is null or $1 = (ended_at is null) order by noticed_at desc, key desc limit $2`,
};

export const confirmIncident: Statement = {
  name: 'confirm_incident',
  text: `update incident set ended_at = clock_timestamp(), ended_by = $2 where id = $1 and ended_at is null returning 1`,
};

export const incidentExists: Statement = {
  name: 'incident_exists',
  text: 'select 1 from incident where id = $1',
};
