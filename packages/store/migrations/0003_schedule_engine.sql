-- compatible
-- What the engine of schedules needs beside the ledger's key: when to look at a schedule (which is not its next
-- logical time where there is jitter, a hold or a pause), runs that wait for the one before, and a ledger whose
-- months can be dropped.

alter table schedule
  add column due_at timestamptz, -- when the ticker must look; null: it waits for its run to end, or must be planned anew
  add column workflow_paused boolean not null default false, -- as in deployment: neither due nor broken meanwhile
  add column paused_at timestamptz,
  add column paused_by text,
  add column pause_reason text,
  add column resume_at timestamptz,
  add column passed_until timestamptz, -- times up to here passed during a pause; the next firing tells the ledger
  add column held_from timestamptz, -- the oldest time in the ledger that is still held
  add column calendars text[] not null default '{}'; -- names that the definition uses
update schedule s set due_at = next_fire_at,
  workflow_paused = exists (select 1 from deployment d where d.workflow_key = s.workflow_key and d.environment_key = s.environment_key and d.paused);

drop index schedule_due;
create index schedule_due on schedule (due_at) where state = 'enabled' and not workflow_paused;
create index schedule_resume on schedule (resume_at) where state = 'paused' and resume_at is not null;

-- Runs that were accepted and must not start yet. The run stands in `run` as queued, without task rows, also where
-- its workflow has one task; the row here goes when it starts or is stopped.
create table run_hold (
  run_id uuid primary key,
  kind text not null check (kind in ('overlap', 'catch_up')),
  tenant_key int4 not null,
  schedule_key int4 not null,
  logical_time timestamptz not null
);
create index run_hold_line on run_hold (schedule_key, logical_time);

-- How far a tenant's catching up has used its rate: the moment from which on the next run may start.
create table catch_up_pace (
  tenant_key int4 primary key,
  free_at timestamptz not null
);

alter table firing rename to firing_whole;
alter index firing_pkey rename to firing_whole_pkey;
create table firing (
  schedule_key int4 not null,
  logical_time timestamptz not null,
  through timestamptz, -- last logical time of a span that one row stands for
  start_at timestamptz, -- where jitter moves the start
  actual_time timestamptz not null default clock_timestamp(),
  outcome text not null check (outcome in ('fired', 'skipped', 'merged', 'missed', 'held', 'paused')),
  reason text not null,
  notes text[] not null default '{}',
  run_id uuid,
  held_until timestamptz, -- while it is held; null once it was decided whether it runs
  primary key (schedule_key, logical_time)
) partition by range (logical_time);
create table firing_default partition of firing default;
create index firing_held on firing (schedule_key, logical_time) where held_until is not null;

-- As before, and the ledger by months of logical time. What a default partition has of a month moves to it, or the
-- month could not be made.
create or replace function make_partitions(since timestamptz, until timestamptz) returns int4 language plpgsql as $$
declare
  week timestamptz := date_trunc('week', since at time zone 'UTC') at time zone 'UTC';
  month timestamptz := date_trunc('month', since at time zone 'UTC') at time zone 'UTC';
  month_end timestamptz;
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
  while month < until loop
    month_end := ((month at time zone 'UTC') + interval '1 month') at time zone 'UTC';
    suffix := 'firing_' || to_char(month at time zone 'UTC', 'YYYYMM');
    if to_regclass(suffix) is null then
      begin
        execute format('create table %I (like firing including defaults including constraints)', suffix);
        execute format('with moved as (delete from firing_default where logical_time >= %L and logical_time < %L returning *)
          insert into %I select * from moved', month, month_end, suffix);
        execute format('alter table firing attach partition %I for values from (%L) to (%L)', suffix, month, month_end);
        made := made + 1;
      exception when duplicate_table or unique_violation then
        null; -- another node was first
      end;
    end if;
    month := month_end;
  end loop;
  return made;
end $$;

select make_partitions((select coalesce(min(logical_time), now()) from firing_whole), now() + interval '28 days');
insert into firing (schedule_key, logical_time, through, actual_time, outcome, reason, notes, run_id)
select schedule_key, logical_time, through, actual_time, outcome, reason, notes, run_id from firing_whole;
drop table firing_whole;
