-- compatible
-- What somebody writes in the editor before it is a version: one a workflow, shared by all who edit it. Names and not
-- keys: the workflow, or its project, may not be there yet.
create table workflow_draft (
  tenant_key int4 not null references tenant (key),
  project text not null,
  name text not null,
  revision int8 not null generated always as identity, -- another one at each save, and never the same again
  base_version int4 check (base_version > 0), -- the newest version when it was begun; none: there was none
  source text not null,
  author text not null, -- of the last save
  updated_at timestamptz not null default now(),
  primary key (tenant_key, project, name)
);
