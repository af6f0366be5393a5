-- compatible
-- What people write down about a run, also when it has ended: rows of their own, so that nothing of the run changes.
create table run_note (
  id uuid primary key, -- version 7: in the order in which they were written
  tenant_key int4 not null references tenant (key),
  run_id uuid not null,
  text text not null check (length(text) between 1 and 4000),
  author text not null,
  at timestamptz not null default clock_timestamp()
);
create index run_note_run on run_note (run_id, id);

-- Lines whose limit does not let wait, so that nobody who grants looks at all the others.
create index limit_key_strict on limit_key (id) where on_limit <> 'queue';
