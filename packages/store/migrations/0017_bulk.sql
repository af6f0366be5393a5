-- compatible
-- One command for many runs. Planned it is the preview that somebody looks at; applied it is what is carried out, the
-- same runs in the same order.
create table bulk (
  key int4 generated always as identity primary key,
  id uuid not null unique, -- of the plan, which it stays
  tenant_key int4 not null references tenant (key),
  environment_key int4 not null references environment (key),
  action text not null check (action in ('stop', 'pause', 'resume', 'rerun', 'rerun_failed')),
  filter jsonb not null,
  rate int4 not null check (rate > 0), -- runs a second
  state text not null default 'planned' check (state in ('planned', 'running', 'paused', 'success', 'failed', 'cancelled')),
  actor text not null,
  message text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  next_at timestamptz not null default now(), -- when the next second's share may be taken
  started_at timestamptz,
  ended_at timestamptz
);
create index bulk_running on bulk (next_at) where state = 'running';
create index bulk_planned on bulk (expires_at) where state = 'planned';
create index bulk_newest on bulk (tenant_key, environment_key, id) where state <> 'planned';

create table bulk_run (
  bulk_key int4 not null references bulk (key) on delete cascade,
  position int4 not null,
  run_id uuid not null,
  project text not null,
  workflow text not null,
  run_state text not null, -- as the plan saw it
  state text not null check (state in ('planned', 'running', 'done', 'failed', 'skipped', 'cancelled')),
  reason text,
  new_run_id uuid,
  taken_at timestamptz,
  primary key (bulk_key, position)
);
create index bulk_run_open on bulk_run (bulk_key, position) where state in ('planned', 'running');
