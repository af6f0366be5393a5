-- compatible
-- Runs that a task of another run stands for (docs/architecture/children.md).

-- Parts of a version that run by themselves: no versions of the workflow, and nowhere listed. They carry its number.
alter table workflow_version add column part_of int4 references workflow_version (key);
alter table workflow_version drop constraint workflow_version_workflow_key_number_key;
create unique index workflow_version_number on workflow_version (workflow_key, number) where part_of is null;
create unique index workflow_version_part on workflow_version (part_of, hash) where part_of is not null;

-- The run that a run belongs to, and whether it is a part of it, which lists leave out.
alter table run add column parent_run_id uuid, add column part boolean;
alter table task_run add column parent_run_id uuid, add column part boolean; -- one-task runs only
alter table run_history add column parent_run_id uuid, add column part boolean;

-- How far a task run with children is; null for all others. Of its current round, but for the attempt.
alter table task_run
  add column child_round int4, -- null: none has been started
  add column child_started int4,
  add column child_open int4,
  add column child_failed int4,
  add column child_of int4; -- how many there will be

-- One row a child. Its state is null until it has ended and was counted at its parent's row.
create table run_child (
  parent_run_id uuid not null,
  parent_no int4 not null,
  attempt_no int2 not null, -- of the parent; 0: kept of an earlier run or attempt, to be used instead of a new child
  round int4 not null,
  position int4 not null,
  run_id uuid not null,
  task text not null, -- the parent's
  depth int2 not null,
  state int2 check (state in (10, 11, 12)),
  awaited boolean not null, -- false: the parent does not count it
  key text,
  item jsonb,
  primary key (parent_run_id, parent_no, attempt_no, round, position)
) partition by range (parent_run_id);
create index run_child_run on run_child (run_id);

-- As before, and children by weeks of their parents.
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
    foreach parent in array array['run_history', 'task_history', 'attempt_history', 'event', 'log_chunk', 'artifact', 'artifact_chunk', 'run_child'] loop
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
