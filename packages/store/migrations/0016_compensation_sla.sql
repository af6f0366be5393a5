-- compatible
-- Whoever stopped the run wants nothing undone that it did.
alter table run add column uncompensated bool;

-- What runs of workflows with `sla` promise. Written before the run; gone when it was kept, and kept where it was missed.
-- Task -1 is the run.
create table sla_term (
  run_id uuid not null,
  task_no int4 not null,
  kind text not null check (kind in ('start_by', 'finish_by')),
  tenant_key int4 not null,
  project_key int4 not null,
  environment_key int4 not null,
  workflow_key int4 not null,
  term timestamptz not null, -- by when
  usual_ms int8, -- what a success takes; null: not known, or of a task
  due_at timestamptz, -- when it is looked at next; null: never again
  created_at timestamptz not null default now(),
  predicted_at timestamptz, -- when it was said ahead that it will be missed
  missed_at timestamptz,
  primary key (run_id, task_no, kind)
) with (fillfactor = 80);
create index sla_term_due on sla_term (due_at) where due_at is not null;
create index sla_term_missed on sla_term (run_id) where missed_at is not null;

-- That a run or an attempt took much longer than usual, once.
create table long_running (
  run_id uuid not null,
  task_no int4 not null,
  attempt_no int2 not null,
  at timestamptz not null default now(),
  primary key (run_id, task_no, attempt_no)
);
