-- compatible
-- One key for all runs that a request started together: the first is `run_id`, and the ids of the others follow from it.
alter table idempotency add column runs int4 not null default 1;
