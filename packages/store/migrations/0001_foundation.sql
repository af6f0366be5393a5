-- compatible
-- The whole first schema. Three families of tables:
--   catalogue   tenants, projects, environments, workflows, versions, schedules, access: small, joined freely
--   hot         run, task_run, worker_session: a row exists only for what is not final (reference: docs/architecture/store.md)
--   history     run_history, task_history, attempt_history, event, log_chunk, artifact: append-only, partitioned
--               by run id, which rises with time because it is a UUIDv7; old data goes by dropping partitions
-- Keys: `…_key` int4 inside the store, `id` uuid outside. No foreign key touches a hot table: it would cost a
-- fifth of the throughput; the statements that write them are the only writers.

create table tenant (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  name text not null unique,
  created_at timestamptz not null default now()
);

create table project (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  tenant_key int4 not null references tenant,
  name text not null,
  created_at timestamptz not null default now(),
  unique (tenant_key, name)
);

create table environment (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  tenant_key int4 not null references tenant,
  name text not null,
  protected boolean not null default false,
  created_at timestamptz not null default now(),
  unique (tenant_key, name)
);

-- Values that expressions read as `vars.<name>`; a null project means the whole tenant.
create table variable (
  tenant_key int4 not null references tenant,
  project_key int4 references project,
  environment_key int4 references environment,
  name text not null,
  value jsonb not null,
  updated_at timestamptz not null default now(),
  unique nulls not distinct (tenant_key, project_key, environment_key, name)
);

create table workflow (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  tenant_key int4 not null references tenant,
  project_key int4 not null references project,
  name text not null,
  lifecycle text not null default 'active'
    check (lifecycle in ('active', 'deprecated', 'frozen', 'draining', 'archived', 'purged')),
  created_at timestamptz not null default now(),
  unique (project_key, name)
);

create table workflow_version (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  workflow_key int4 not null references workflow,
  number int4 not null,
  hash bytea not null, -- SHA-256 of the canonical document and its files
  document json not null, -- json, not jsonb: the order in which people wrote the tasks is theirs
  files jsonb not null default '{}',
  source text not null default '', -- the text as it was applied, for people
  author text not null,
  message text not null default '',
  created_at timestamptz not null default now(),
  unique (workflow_key, number)
);

-- Which version of a workflow is live in an environment.
create table deployment (
  workflow_key int4 not null references workflow,
  environment_key int4 not null references environment,
  version_key int4 not null references workflow_version,
  paused boolean not null default false,
  updated_at timestamptz not null default now(),
  primary key (workflow_key, environment_key)
);

create table schedule (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  tenant_key int4 not null references tenant,
  project_key int4 not null references project,
  environment_key int4 not null references environment,
  workflow_key int4 not null references workflow,
  name text not null,
  definition jsonb not null,
  state text not null default 'enabled' check (state in ('enabled', 'paused', 'quarantined', 'ended')),
  next_fire_at timestamptz,
  floor timestamptz not null default now(), -- nothing at or below it fires (G1)
  last_run_id uuid,
  claimed_until timestamptz not null default '-infinity', -- saves work only; safety is the ledger's key
  failures int2 not null default 0,
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workflow_key, environment_key, name)
) with (fillfactor = 80);
create index schedule_due on schedule (next_fire_at) where state = 'enabled';

-- The firing ledger (G1): one row per schedule and logical time.
create table firing (
  schedule_key int4 not null,
  logical_time timestamptz not null,
  through timestamptz, -- last logical time of a span that one row stands for
  actual_time timestamptz not null default clock_timestamp(),
  outcome text not null check (outcome in ('fired', 'skipped', 'merged', 'missed', 'held', 'paused')),
  reason text not null,
  notes text[] not null default '{}',
  run_id uuid,
  primary key (schedule_key, logical_time)
);

-- What a worker must offer to be given a task: ready rows are queued per lane (queue, group, capability).
create table lane (
  key int4 generated always as identity primary key,
  queue text not null,
  worker_group text not null,
  capability text not null,
  unique (queue, worker_group, capability)
);

create table worker_session (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  name text not null,
  worker_group text not null,
  capabilities text[] not null,
  labels jsonb not null default '{}',
  slots int4 not null,
  version text not null,
  host text not null,
  state text not null default 'online' check (state in ('online', 'draining', 'cordoned', 'silent', 'lost', 'left')),
  connected_at timestamptz not null default now()
);
-- Heartbeats touch this narrow row only, so that they stay HOT.
create table worker_lease (
  session_key int4 primary key,
  lease_until timestamptz not null,
  busy int4 not null default 0
) with (fillfactor = 50);

create sequence fence_seq; -- cache 1: a block per connection would break "rises with every attempt"
create sequence event_seq;

-- Replies of requests that carried an Idempotency-Key (G2).
create table idempotency (
  tenant_key int4 not null,
  principal text not null,
  route text not null,
  key text not null,
  body_hash bytea not null,
  run_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_key, principal, route, key)
);

-- A run of more than one task, until its last transition.
create table run (
  id uuid primary key,
  version_key int4 not null,
  workflow_key int4 not null,
  tenant_key int4 not null,
  project_key int4 not null,
  environment_key int4 not null,
  state int2 not null check (state in (1, 2, 3, 4)),
  open int4 not null, -- sinks not yet final (live attempts once stopping); 0 = the run can end
  failed int4 not null default 0, -- task runs that ended failed and were not allowed to
  priority int2 not null,
  created_at timestamptz not null default now(),
  logical_time timestamptz,
  due_at timestamptz, -- run timeout
  trigger_kind text not null,
  actor text not null,
  reason jsonb,
  params jsonb not null
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);
create index run_due on run (due_at) where due_at is not null;

-- A task run that is ready, leased, waiting or joining. A one-task run is this row alone, with the columns
-- of a run filled in (version_key is not null). The live attempt is columns, so there is at most one.
create table task_run (
  run_id uuid not null,
  task_no int4 not null,
  state int2 not null check (state between 0 and 15),
  need int2 not null, -- direct upstreams
  ok int2 not null default 0,
  failed int2 not null default 0,
  upstream_failed int2 not null default 0,
  skipped int2 not null default 0,
  fused boolean not null default false, -- may be started by counting alone
  lane_key int4 not null,
  rank int8 not null, -- order within the lane, smaller first
  attempt_no int2 not null default 0,
  tries int2 not null default 0, -- attempts that counted against the user's budget
  lost int2 not null default 0, -- attempts that counted against the platform's
  attempt_id uuid,
  fence int8,
  session_key int4,
  timeout_ms int8, -- attempt timeout enforced by the servers; null where only the worker's limit holds
  due_at timestamptz, -- when something must happen: retry, wake-up, timeout
  stop_at timestamptz, -- a stop was asked for
  ready_at timestamptz,
  dispatched_at timestamptz,
  started_at timestamptz,
  reason jsonb,
  input jsonb, -- resolved expressions, recorded when the task became ready
  version_key int4, -- from here on: one-task runs only
  workflow_key int4,
  tenant_key int4,
  project_key int4,
  environment_key int4,
  created_at timestamptz,
  logical_time timestamptz,
  trigger_kind text,
  actor text,
  params jsonb,
  primary key (run_id, task_no)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
create index task_run_ready on task_run (lane_key, rank) where state = 1;
create index task_run_due on task_run (due_at) where due_at is not null;
create index task_run_stop on task_run (stop_at) where stop_at is not null;

create table run_history (
  id uuid not null,
  version_key int4 not null,
  workflow_key int4 not null,
  tenant_key int4 not null,
  project_key int4 not null,
  environment_key int4 not null,
  state int2 not null check (state in (10, 11, 12)),
  created_at timestamptz not null,
  ended_at timestamptz not null,
  logical_time timestamptz,
  trigger_kind text not null,
  actor text not null,
  reason jsonb,
  params jsonb not null,
  output jsonb,
  -- from here on: one-task runs only
  attempt_no int2,
  attempt_id uuid,
  fence int8,
  session_key int4,
  ready_at timestamptz,
  started_at timestamptz,
  exit_code int4,
  input jsonb,
  primary key (id)
) partition by range (id);
create index run_history_workflow on run_history (workflow_key, id);
create index run_history_bad on run_history (id) where state <> 10;

create table task_history (
  run_id uuid not null,
  task_no int4 not null,
  state int2 not null check (state between 10 and 15),
  attempt_no int2 not null,
  attempt_id uuid,
  fence int8,
  session_key int4,
  ready_at timestamptz,
  dispatched_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz not null,
  exit_code int4,
  reason jsonb,
  input jsonb,
  output jsonb,
  primary key (run_id, task_no)
) partition by range (run_id);

-- Attempts that did not end their task: retried, lost, handed back.
create table attempt_history (
  run_id uuid not null,
  task_no int4 not null,
  attempt_no int2 not null,
  state int2 not null check (state in (11, 12, 16, 17)),
  attempt_id uuid not null,
  fence int8 not null,
  session_key int4,
  dispatched_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz not null,
  exit_code int4,
  reason jsonb,
  primary key (run_id, task_no, attempt_no)
) partition by range (run_id);

-- All transitions of one run in one transaction; also the outbox. Never updated. `seq` is drawn while the
-- run is locked, so it is commit order within a run. Across runs follow it by `xid`, below the snapshot's xmin.
create table event (
  run_id uuid not null,
  seq int8 not null default nextval('event_seq'),
  xid int8 not null default (pg_current_xact_id()::text::int8),
  at timestamptz not null default now(),
  tenant_key int4 not null,
  project_key int4 not null,
  environment_key int4 not null,
  actor text,
  run_state int2, -- set when the run itself moved
  transitions jsonb not null,
  primary key (run_id, seq)
) partition by range (run_id);
create index event_xid on event using brin (xid) with (pages_per_range = 32, autosummarize = on);

-- How far each consumer of events has come: everything below `xid` was delivered.
create table event_cursor (
  consumer text primary key,
  xid int8 not null
);

create table log_chunk (
  run_id uuid not null,
  task_no int4 not null,
  attempt_no int2 not null,
  seq int4 not null,
  first_byte int8 not null, -- offset of the chunk in the attempt's log
  lines int4 not null,
  at timestamptz not null default now(),
  body bytea not null,
  primary key (run_id, task_no, attempt_no, seq)
) partition by range (run_id);

create table artifact (
  run_id uuid not null,
  task_no int4 not null,
  attempt_no int2 not null,
  name text not null,
  content_type text not null,
  size int8 not null,
  sha256 bytea not null,
  created_at timestamptz not null default now(),
  primary key (run_id, task_no, attempt_no, name)
) partition by range (run_id);

create table artifact_chunk (
  run_id uuid not null,
  task_no int4 not null,
  attempt_no int2 not null,
  name text not null,
  seq int4 not null,
  body bytea not null,
  primary key (run_id, task_no, attempt_no, name, seq)
) partition by range (run_id);

-- Leaders of singleton duties; the term fences what they write (GUARANTEES 7.2).
create table lease (
  name text not null primary key,
  owner uuid not null,
  term int8 not null,
  expires_at timestamptz not null,
  unique (name, term)
);

create table account (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  tenant_key int4 not null references tenant,
  name text not null,
  created_at timestamptz not null default now(),
  unique (tenant_key, name)
);

create table access_token (
  id uuid primary key,
  account_key int4 not null references account on delete cascade,
  kind text not null check (kind in ('api', 'worker')),
  secret_hash bytea not null, -- SHA-256; the secret is shown once
  name text not null,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);

create table browser_session (
  secret_hash bytea primary key,
  account_key int4 not null references account on delete cascade,
  csrf_token text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create table sign_in_code (
  secret_hash bytea primary key,
  account_key int4 not null references account on delete cascade,
  expires_at timestamptz not null
);

-- The transition table of runs (core's RUN_TRANSITIONS; a test holds the two together), and the rule that
-- what is final stays as it is (G4). On task_run the guards of the statements and the CHECK do this work:
-- a trigger there would cost a fifth of the throughput, and a final state is a delete, not an update.
create function check_run_edge() returns trigger language plpgsql as $$
begin
  if (old.state, new.state) not in ((1, 2), (1, 4), (2, 4), (3, 4)) then
    raise exception 'a run cannot go from state % to %', old.state, new.state;
  end if;
  return new;
end $$;
create trigger run_edge before update of state on run for each row when (old.state is distinct from new.state)
  execute function check_run_edge();

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is final and never changes', tg_table_name;
end $$;
create trigger run_history_final before update on run_history for each row execute function refuse_change();
create trigger task_history_final before update on task_history for each row execute function refuse_change();
create trigger attempt_history_final before update on attempt_history for each row execute function refuse_change();
create trigger event_final before update on event for each row execute function refuse_change();

-- Makes the weekly partitions of every history table that cover [since, until). Idempotent.
-- A UUIDv7 starts with its time in milliseconds, so a week of run ids is a range of uuids.
create function make_partitions(since timestamptz, until timestamptz) returns int4 language plpgsql as $$
declare
  week timestamptz := date_trunc('week', since at time zone 'UTC') at time zone 'UTC';
  parent text;
  made int4 := 0;
  low uuid;
  high uuid;
  suffix text;
begin
  while week < until loop
    low := (lpad(to_hex((extract(epoch from week) * 1000)::int8), 12, '0') || repeat('0', 20))::uuid;
    high := (lpad(to_hex((extract(epoch from week + interval '7 days') * 1000)::int8), 12, '0') || repeat('0', 20))::uuid;
    suffix := to_char(week at time zone 'UTC', 'YYYYMMDD');
    foreach parent in array array['run_history', 'task_history', 'attempt_history', 'event', 'log_chunk', 'artifact', 'artifact_chunk'] loop
      if to_regclass(parent || '_' || suffix) is null then
        begin
          execute format('create table %I partition of %I for values from (%L) to (%L)', parent || '_' || suffix, parent, low, high);
          made := made + 1;
        exception when duplicate_table or unique_violation then
          null; -- another node was first
        end;
      end if;
    end loop;
    week := week + interval '7 days';
  end loop;
  return made;
end $$;

insert into tenant (id, name) values (gen_random_uuid(), 'default');
insert into project (id, tenant_key, name) select gen_random_uuid(), key, 'default' from tenant;
insert into environment (id, tenant_key, name) select gen_random_uuid(), key, 'dev' from tenant;
insert into account (id, tenant_key, name) select gen_random_uuid(), key, 'admin' from tenant;
