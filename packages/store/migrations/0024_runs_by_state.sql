-- compatible
-- Lists of runs that did not succeed, by state: one that is rare among them is found without reading the others. Successes
-- have no entry.
create index run_history_state on run_history (state, id) where state <> 10;
create index run_history_workflow_state on run_history (workflow_key, state, id) where state <> 10;
