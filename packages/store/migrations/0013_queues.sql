-- compatible
-- A lane is whatever a queue or a worker could ask of a ready row. `selector` and `resources` are canonical JSON, empty
-- for none; rows of lanes from before have no project. Lane 0 is claimed by nobody.
alter table lane
  add column selector text not null default '',
  add column resources text not null default '',
  add column project_key int4 not null default 0;
alter table lane drop constraint lane_queue_worker_group_capability_key;
alter table lane add unique (queue, worker_group, capability, selector, resources, project_key);

-- What a worker has beside slots (core's Resources), and how many attempts of which lane it was given, as of its last
-- beat: what all workers together run is read from these few rows and never from the hot table.
alter table worker_session add column resources jsonb not null default '{}';
alter table worker_lease add column running jsonb not null default '{}';

-- Queues are shared by all tenants; the one that made a queue may change it.
create table queue (
  key int4 generated always as identity primary key,
  tenant_key int4 not null references tenant,
  project_key int4 not null references project,
  name text not null unique,
  number int4 not null, -- of its document, one up with every change
  hash bytea not null, -- of its document: the same again is no change
  document jsonb not null,
  author text not null,
  message text not null,
  updated_at timestamptz not null default now(),
  paused_at timestamptz, -- null: it is open
  paused_by text,
  pause_reason text
);
