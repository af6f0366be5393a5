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

do $$ begin
  execute replace(pg_get_functiondef('make_partitions'::regproc), '''artifact_chunk'']', '''artifact_chunk'', ''run_child'']');
end $$;
