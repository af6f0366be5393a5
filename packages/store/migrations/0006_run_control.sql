-- compatible
-- A run that was made from a finished one names it. The other columns are null, or 0, until a person or a
-- failure strategy takes a hand in a run.
alter table run
  add column rerun_of uuid,
  add column phase int2 not null default 0, -- 0 the tasks, 1 onFailure, 2 finally: whose sinks `open` counts
  add column ends_as int2, -- final state that is settled before the end: of a stop, or of the main graph
  add column paused_at timestamptz,
  add column held_due_at timestamptz; -- due_at of a paused run
alter table task_run
  add column rerun_of uuid, -- one-task runs only
  add column deadline_at timestamptz, -- of all attempts together
  add column on_tries int2[], -- tries by the rules of retry.on
  add column paused_at timestamptz, -- a person paused this task run; its live attempt goes on
  add column held_state int2, -- state and due_at to go back to from paused (6)
  add column held_due_at timestamptz;
alter table run_history add column rerun_of uuid;
create index run_history_rerun on run_history (rerun_of) where rerun_of is not null; -- the reruns of a run

-- A task run of an open run may be tried again after a success, too; what that attempt gave stays readable.
alter table attempt_history add column output jsonb;
alter table attempt_history drop constraint attempt_history_state_check;
alter table attempt_history add check (state in (10, 11, 12, 16, 17));

-- The transition table of runs (core's RUN_TRANSITIONS; a test holds the two together).
create or replace function check_run_edge() returns trigger language plpgsql as $$
begin
  if (old.state, new.state) not in ((1, 2), (1, 4), (2, 3), (2, 4), (3, 2), (3, 4), (4, 2)) then
    raise exception 'a run cannot go from state % to %', old.state, new.state;
  end if;
  return new;
end $$;

-- The end of a task run is taken back only while its run is open (G4); a reopened one goes to attempt_history.
create function refuse_reopening() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from run where id = old.run_id) then
    raise exception '% is final and never changes', tg_table_name;
  end if;
  return old;
end $$;
create trigger task_history_delete before delete on task_history for each row execute function refuse_reopening();
