-- compatible
-- What failed, by cause; who is told, who was, and who is not to be told for a while.
create table alert (
  key int8 generated always as identity primary key,
  id uuid not null unique,
  tenant_key int4 not null references tenant (key),
  project_key int4 not null references project (key),
  environment_key int4 not null references environment (key),
  workflow_key int4 not null references workflow (key),
  task text not null, -- empty: the run ended by itself
  fingerprint text not null, -- of workflow, task and error
  reason jsonb not null, -- of the newest failure
  severity text not null check (severity in ('critical', 'warning', 'info')),
  state text not null check (state in ('open', 'recovered')),
  failures int8 not null,
  openings int4 not null, -- the first failure, and each that came after a recovery
  notified int4 not null,
  muted int4 not null,
  told text not null check (told in ('no', 'muted', 'yes')), -- of this opening
  told_at timestamptz,
  held_until timestamptz, -- a notice that goes out then, unless the cause recovers before
  first_at timestamptz not null,
  opened_at timestamptz not null,
  last_at timestamptz not null,
  last_run_id uuid not null,
  recovered_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  acknowledge_note text,
  unique (environment_key, fingerprint)
);
create index alert_newest on alert (environment_key, last_at desc, key desc);
create index alert_workflow on alert (environment_key, workflow_key, task);
create index alert_open on alert (project_key, environment_key, workflow_key) where state = 'open';

-- Figures for a month; what they were before is not kept.
create table alert_hour (
  alert_key int8 not null references alert (key) on delete cascade,
  hour timestamptz not null,
  failures int4 not null default 0,
  openings int4 not null default 0,
  acted int4 not null default 0, -- openings that somebody acknowledged
  notified int4 not null default 0,
  muted int4 not null default 0,
  primary key (alert_key, hour)
);

-- The newest failures of a cause, to look at.
create table alert_run (
  alert_key int8 not null references alert (key) on delete cascade,
  run_id uuid not null,
  at timestamptz not null,
  primary key (alert_key, run_id)
);

create table alert_rule (
  key int4 generated always as identity primary key,
  tenant_key int4 not null references tenant (key),
  project_key int4 not null references project (key),
  workflow text not null default '', -- empty: all of the project
  task text not null default '',
  severity text check (severity in ('critical', 'warning', 'info')),
  hold_ms int8 check (hold_ms >= 0),
  every_failure boolean,
  tell_recovery boolean,
  channels text[], -- null: all of the project
  set_by text not null,
  set_at timestamptz not null default now(),
  check (task = '' or workflow <> ''),
  unique (project_key, workflow, task)
);

create table alert_channel (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  tenant_key int4 not null references tenant (key),
  project_key int4 not null references project (key),
  name text not null,
  kind text not null,
  url text,
  url_secret text, -- whose value is the address
  signing_secret text,
  enabled boolean not null,
  set_by text not null,
  set_at timestamptz not null default now(),
  failures int4 not null default 0, -- in a row
  retry_at timestamptz not null default '-infinity', -- nothing is sent before
  delivered_at timestamptz,
  failed_at timestamptz,
  error text,
  check ((url is null) <> (url_secret is null)),
  unique (project_key, name)
);

-- What is to be sent, and lately was: one row for each receiver.
create table alert_notice (
  key int8 generated always as identity primary key, -- of one cause and receiver, in the order in which they are to be sent
  id uuid not null unique, -- the receiver's idempotency key
  alert_key int8 references alert (key) on delete cascade, -- null: a test
  channel_key int4 references alert_channel (key) on delete cascade, -- null: the receiver of the installation
  kind text not null check (kind in ('failure', 'worse', 'recovery', 'test')),
  run_id uuid,
  at timestamptz not null,
  due_at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'given_up', 'withdrawn', 'muted')),
  tries int2 not null default 0,
  ended_at timestamptz,
  error text
);
create index alert_notice_due on alert_notice (due_at) where state = 'pending';
create index alert_notice_alert on alert_notice (alert_key, key);
create index alert_notice_channel on alert_notice (channel_key);

create table silence (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  tenant_key int4 not null references tenant (key),
  project_key int4 not null references project (key),
  environment_key int4 not null references environment (key),
  workflow_key int4 not null references workflow (key),
  task text, -- null: any
  alert_key int8 references alert (key) on delete cascade, -- of one cause alone
  reason text not null check (reason <> ''),
  unless_worse boolean not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  end_reason text check (end_reason in ('removed', 'worse')),
  check (expires_at > created_at and expires_at <= created_at + interval '30 days')
);
create index silence_newest on silence (environment_key, key desc);

-- The causes that were known when it was made: no other is muted.
create table silence_cause (
  silence_key int4 not null references silence (key) on delete cascade,
  alert_key int8 not null references alert (key) on delete cascade,
  usual real not null, -- failures a day in the week before
  day int4 not null default 0, -- since it was made
  failures int4 not null default 0, -- of that day
  muted int4 not null default 0,
  primary key (silence_key, alert_key)
);
create index silence_cause_alert on silence_cause (alert_key);
