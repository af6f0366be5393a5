-- compatible
-- A list as somebody left it, under a name that everybody in the project can pick.
create table saved_view (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  tenant_key int4 not null references tenant (key),
  project_key int4 not null references project (key),
  page text not null check (page in ('workflows', 'runs')),
  name text not null,
  search jsonb not null, -- of the address, as the page wrote it
  saved_by text not null,
  saved_at timestamptz not null default now(),
  unique (project_key, page, name)
);
