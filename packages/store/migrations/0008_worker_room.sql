-- compatible
-- What the dispatcher of the node that a worker is connected to goes by, as of its last beat, so that every node can
-- tell why a worker is given nothing. Null: it has not beaten yet.
alter table worker_lease
  add column room int4,
  add column draining boolean not null default false,
  add column silent_at timestamptz;
