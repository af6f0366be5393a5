-- compatible
-- What tasks of type wait wait for, beside time. A row is made before its task run waits and is gone after it; the task
-- run's due_at says when it is looked at again.
create table task_wait (
  run_id uuid not null,
  task_no int4 not null,
  tenant_key int4 not null references tenant,
  project_key int4 not null references project,
  environment_key int4 not null references environment,
  task text not null,
  kind text not null check (kind in ('signal', 'run', 'dataset', 'file')),
  spec jsonb not null, -- its fields resolved, and what names in them mean
  since timestamptz not null default clock_timestamp(),
  expires_at timestamptz, -- null: only the task's timeout ends it
  checks int4 not null default 0, -- looks so far
  checked_at timestamptz,
  answer jsonb, -- what the last look saw
  met jsonb, -- the signal that it took: a crash before its task run ends loses nothing
  primary key (run_id, task_no)
);

-- Under which names waits are woken: by topic when something comes, by task run when it is over.
create table wait_topic (
  environment_key int4 not null,
  topic text not null,
  run_id uuid not null,
  task_no int4 not null,
  primary key (environment_key, topic, run_id, task_no)
);
create index wait_topic_task on wait_topic (run_id, task_no);

-- Signals to one run, and events (no run) to all that wait for them. Never changed; signal_taken says which run had them.
create table signal (
  id uuid primary key,
  tenant_key int4 not null references tenant,
  project_key int4 not null references project,
  environment_key int4 not null references environment,
  run_id uuid,
  name text not null,
  key text,
  payload jsonb not null,
  actor text not null,
  idempotency_key text,
  at timestamptz not null default clock_timestamp()
);
create index signal_run on signal (run_id, name, id) where run_id is not null;
create index signal_event on signal (environment_key, project_key, name, at) where run_id is null;
create index signal_event_key on signal (environment_key, project_key, name, key, at) where run_id is null and key is not null;
create unique index signal_idempotency on signal (tenant_key, coalesce(run_id, '00000000-0000-0000-0000-000000000000'), idempotency_key)
  where idempotency_key is not null;

create table signal_taken (
  run_id uuid not null,
  signal_id uuid not null references signal on delete cascade,
  task_no int4 not null,
  primary key (run_id, signal_id)
);
create index signal_taken_signal on signal_taken (signal_id);

-- A dataset stands from the first document or task that names it; version 0: only tasks did.
create table dataset (
  key int4 generated always as identity primary key,
  tenant_key int4 not null references tenant,
  project_key int4 not null references project,
  name text not null,
  version int4 not null default 0,
  document jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (project_key, name)
);

-- Written in the transaction of the success that made it.
create table dataset_update (
  id uuid primary key,
  dataset_key int4 not null references dataset,
  environment_key int4 not null references environment,
  partition text not null default '',
  run_id uuid,
  task_no int4,
  task text,
  actor text not null,
  metadata jsonb not null default '{}',
  at timestamptz not null default clock_timestamp()
);
create index dataset_update_newest on dataset_update (dataset_key, environment_key, at, id);
create index dataset_update_partition on dataset_update (dataset_key, environment_key, partition, at);
