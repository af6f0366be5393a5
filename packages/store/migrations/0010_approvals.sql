-- compatible
-- What tasks of type approval ask people. A row is made before its task run waits, and stays as the record of what was
-- answered; it is open only while that task run waits.
create table approval (
  id uuid primary key,
  run_id uuid not null,
  task_no int4 not null,
  tenant_key int4 not null references tenant,
  project_key int4 not null references project,
  environment_key int4 not null references environment,
  workflow_key int4 not null references workflow,
  task text not null,
  state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'expired')),
  title text,
  message text,
  params jsonb not null,
  requested_at timestamptz not null default now(),
  expires_at timestamptz not null,
  answered_at timestamptz,
  actor text,
  comment text,
  input jsonb
);
-- A task run asks once at a time.
create unique index approval_open on approval (run_id, task_no) where state = 'open';
create index approval_task on approval (run_id, task_no, id);
create index approval_newest on approval (tenant_key, environment_key, id);
