-- compatible
-- A plan holds what somebody was shown, so that what is carried out is the same.
create table plan (
  id uuid primary key,
  tenant_key int4 not null references tenant (key),
  kind text not null check (kind in ('backfill')),
  payload jsonb not null,
  actor text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  applied_at timestamptz
);
create index plan_expires on plan (expires_at);

create table backfill (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  plan_id uuid not null unique, -- a plan is applied once
  tenant_key int4 not null references tenant (key),
  project_key int4 not null references project (key),
  environment_key int4 not null references environment (key),
  workflow_key int4 not null references workflow (key),
  version_key int4 not null references workflow_version (key),
  from_date date not null,
  to_date date not null,
  only_dates text not null check (only_dates in ('missing', 'failed', 'all')),
  start_order text not null check (start_order in ('oldest_first', 'newest_first')),
  parallelism int2 not null check (parallelism > 0),
  priority int2 not null,
  params jsonb not null,
  downstream jsonb not null, -- [{name, workflowKey, versionKey, number}]
  state text not null check (state in ('planned', 'running', 'paused', 'success', 'failed', 'cancelled')),
  reason jsonb,
  actor text not null,
  message text, -- why somebody wanted it
  stop_runs boolean not null default false, -- of a cancelled one: its open runs are to be stopped
  date_ms int8, -- median of one date when it was planned
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz
);
create index backfill_open on backfill (key) where state in ('planned', 'running', 'paused');

create table backfill_date (
  backfill_key int4 not null references backfill (key),
  logical_time timestamptz not null,
  position int4 not null, -- order of the starts
  logical_date date not null,
  action text not null check (action in ('create', 'rerun', 'skip')),
  state text not null check (state in ('planned', 'running', 'success', 'failed', 'stopped', 'skipped', 'cancelled')),
  reason jsonb,
  step int2 not null default 0, -- runs that succeeded: its own, then the downstream ones
  run_ids uuid[] not null default '{}', -- one a step; that of the current step is absent until it is started
  rerun_of uuid, -- the finished run that the next one runs again
  downstream_times timestamptz[] not null default '{}',
  started_at timestamptz,
  ended_at timestamptz,
  primary key (backfill_key, logical_time) -- a date of a backfill is one row, whoever starts it (GUARANTEES 3.4)
);
create unique index backfill_date_position on backfill_date (backfill_key, position);
create index backfill_date_planned on backfill_date (backfill_key, position) where state = 'planned';
create index backfill_date_running on backfill_date (backfill_key) where state = 'running';

-- "The run of a date" among 100 000 runs. Runs without a logical time, those that calls start, pay nothing for it.
create index run_history_logical on run_history (workflow_key, logical_time) where logical_time is not null;
