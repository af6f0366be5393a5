-- compatible
-- Calendars: documents with versions, each kept with the days it was compiled to. Per environment one version
-- is in force. Built-in calendars have rows too once something uses them, so that it is known on which data a
-- firing was decided.

create table calendar (
  key int4 generated always as identity primary key,
  tenant_key int4 not null references tenant,
  project_key int4 references project, -- null: built in, for all projects
  name text not null,
  created_at timestamptz not null default now(),
  unique nulls not distinct (tenant_key, project_key, name)
);

create table calendar_version (
  key int4 generated always as identity primary key,
  calendar_key int4 not null references calendar,
  number int4 not null,
  hash bytea not null, -- SHA-256 of the canonical document and its days
  document json not null,
  days jsonb not null, -- years, freezes and marks of the compiled table
  author text not null,
  message text not null default '',
  created_at timestamptz not null default now(),
  unique (calendar_key, number)
);

create table calendar_deployment (
  calendar_key int4 not null references calendar,
  environment_key int4 not null references environment,
  version_key int4 not null references calendar_version,
  updated_at timestamptz not null default now(),
  primary key (calendar_key, environment_key)
);

-- Who uses a calendar. Most schedules use none and are not in it.
create index schedule_calendars on schedule using gin (calendars) where calendars <> '{}';
