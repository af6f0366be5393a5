-- compatible
-- The open reruns of a run. The column never changes, so rows that do are still updated in place.
create index run_rerun on run (rerun_of) where rerun_of is not null;
create index task_run_rerun on task_run (rerun_of) where rerun_of is not null;
