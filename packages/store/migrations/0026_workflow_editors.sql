-- compatible
-- Who has a workflow open in the editor: a row for each window, which keeps it alive. Unlogged: what a crash takes away is
-- said again by the windows within seconds.
create unlogged table workflow_editor (
  tenant_key int4 not null references tenant (key),
  project text not null,
  name text not null,
  window_id uuid not null,
  author text not null,
  task text, -- the one that is being edited
  seen_at timestamptz not null default now(),
  primary key (tenant_key, project, name, window_id)
);
