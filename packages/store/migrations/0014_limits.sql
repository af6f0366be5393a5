-- compatible
-- Limits (docs/architecture/limits.md): concurrency and rates by key, unique runs, starts that are collected.
-- A holder is a task run, or a run as a whole (task_no -1). Its slots and its places in line go by triggers of its
-- own row, in whatever statement ends it or makes it wait: no writer can forget them.

-- One value of the key of one limit. Its row is what granting locks.
create table limit_key (
  id uuid primary key, -- made of rule, environment and value: no look-up is needed to name it
  tenant_key int4 not null,
  project_key int4, -- null: of the whole tenant
  environment_key int4 not null,
  rule text not null, -- task:<workflow>:<task>, workflow:<workflow>, project:<project>:<name>, tenant:<tenant>:<name>
  level text not null check (level in ('task', 'workflow', 'project', 'tenant')),
  name text not null,
  value text not null,
  definition int4 not null, -- key of the version, or number of the rule, that these figures are from: the newest one's
  max int4 check (max > 0), -- null: it is a rate
  on_limit text not null default 'queue' check (on_limit in ('queue', 'skip', 'cancel_running')),
  interval_ms float8 check (interval_ms > 0), -- of a rate: between two grants
  burst int4 not null default 1,
  tat_ms float8 not null default 0, -- of a rate: when the next grant would be on time, in milliseconds since 1970
  check ((max is null) <> (interval_ms is null))
) with (fillfactor = 50);
create index limit_key_tenant on limit_key (tenant_key, environment_key, rule);
create index limit_key_rule on limit_key (rule);

-- Who may run now.
create table limit_slot (
  limit_id uuid not null,
  run_id uuid not null,
  task_no int4 not null,
  since timestamptz not null default clock_timestamp(),
  primary key (run_id, task_no, limit_id)
);
create index limit_slot_holders on limit_slot (limit_id, since);

-- Who is next. A place in each line of a holder goes when all of its limits grant.
create table limit_wait (
  limit_id uuid not null,
  run_id uuid not null,
  task_no int4 not null,
  rank int8 not null,
  several boolean not null, -- it waits in other lines, too
  since timestamptz not null default clock_timestamp(),
  primary key (run_id, task_no, limit_id)
);
create index limit_wait_line on limit_wait (limit_id, rank, run_id, task_no);

-- Limits of a project or a tenant, each change a new row; the newest of a name counts. Null: removed.
create table limit_rule (
  key int4 generated always as identity primary key,
  tenant_key int4 not null references tenant,
  project_key int4 references project,
  name text not null,
  number int4 not null,
  definition jsonb,
  author text not null,
  message text not null default '',
  created_at timestamptz not null default now(),
  unique nulls not distinct (tenant_key, project_key, name, number)
);

-- Which run has a key that no other may have.
create table unique_run (
  id uuid primary key,
  run_id uuid not null,
  until timestamptz -- null: as long as the run is open
);
create index unique_run_until on unique_run (until) where until is not null;

-- Starts that are collected become one run, which is held until the window closes.
create table start_window (
  id uuid primary key,
  run_id uuid not null unique,
  kind text not null check (kind in ('debounce', 'batch')),
  requests int4 not null,
  opened_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null
);
create index start_window_due on start_window (due_at);

alter table run_hold alter schedule_key drop not null, alter logical_time drop not null, drop constraint run_hold_kind_check,
  add constraint run_hold_kind_check check (kind in ('overlap', 'catch_up', 'limit', 'window', 'granted'));
create index run_hold_granted on run_hold (run_id) where kind = 'granted';

-- {lane, keys}: recorded when it became ready. Null: it has none, and pays nothing.
alter table task_run add limits jsonb;
alter table run add limits jsonb;

-- Lane -1 is where those with limits arrive, lane 0 where they wait; nobody claims from either.
create function free_task_limits() returns trigger language plpgsql as $$
begin
  delete from limit_slot where run_id = old.run_id and task_no = old.task_no;
  delete from limit_wait where run_id = old.run_id and task_no = old.task_no;
  if tg_op = 'UPDATE' then
    update task_run set lane_key = -1 where run_id = old.run_id and task_no = old.task_no;
  end if;
  return null;
end $$;
create trigger task_run_limits_left after update of state on task_run for each row
  when (old.limits is not null and old.state in (1, 2, 3, 7) and new.state not in (1, 2, 3, 7))
  execute function free_task_limits();
create trigger task_run_limits_ended after delete on task_run for each row when (old.limits is not null)
  execute function free_task_limits();

create function free_run_limits() returns trigger language plpgsql as $$
begin
  delete from limit_slot where run_id = old.id and task_no = -1;
  delete from limit_wait where run_id = old.id and task_no = -1;
  return null;
end $$;
create trigger run_limits_ended after delete on run for each row when (old.limits is not null)
  execute function free_run_limits();
