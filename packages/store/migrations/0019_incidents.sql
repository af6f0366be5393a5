-- compatible
-- What happened to the store itself, and people must know of: it lost commits, or its clock stepped.
create table incident (
  key int8 generated always as identity primary key,
  id uuid not null unique,
  kind text not null check (kind in ('store_failed_over', 'store_restored', 'clock_stepped')),
  noticed_at timestamptz not null,
  -- What was committed in between may be gone.
  risk_from timestamptz,
  risk_until timestamptz,
  details jsonb not null,
  ended_at timestamptz, -- null: open
  ended_by text
);
create unique index incident_one_clock on incident (kind) where kind = 'clock_stepped' and ended_at is null;
create index incident_newest on incident (noticed_at);

-- Which copy of the database this is, as every new connection compares (GUARANTEES 15.2). One row.
create table store_place (
  one bool primary key default true check (one),
  system text not null,
  database int8 not null,
  timeline int8 not null,
  generation int8 not null default 1, -- rises when commits may have been lost
  alive_at timestamptz not null -- a server was here
) with (fillfactor = 50);

-- What each server says of the store's clock (GUARANTEES 2.4).
create table clock_witness (
  server uuid primary key,
  wall_ahead_ms float8 not null, -- of the server's wall clock
  seen_at timestamptz not null,
  incident_key int8 -- the open step that it was asked about
) with (fillfactor = 50);
