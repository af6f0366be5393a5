-- compatible
-- Secrets: a value is sealed with a data key of its own, which is wrapped by a master key that the database
-- never sees (docs/guide/secrets.md). A null project means every project, a null environment every one.
create table secret (
  key int4 generated always as identity primary key,
  id uuid not null unique,
  tenant_key int4 not null references tenant,
  project_key int4 references project,
  environment_key int4 references environment,
  name text not null,
  version int4 not null,
  master_key_id text not null,
  wrapped_key bytea not null,
  sealed bytea not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  last_used_at timestamptz,
  unique nulls not distinct (tenant_key, project_key, environment_key, name)
);

-- Names of secrets that the document refers to; versions from before could not refer to any.
alter table workflow_version add column secrets text[] not null default '{}';

-- A null tenant means the whole platform.
alter table variable alter column tenant_key drop not null;
alter table variable add column updated_by text not null default '';

-- The audit: a chain of rows per tenant (0 = none). Written under the lock of its head, so that numbers have
-- no gaps and are in the order of commits. No keys to other tables: rows outlive what they speak of.
create table audit (
  tenant_key int4 not null,
  seq int8 not null,
  at timestamptz not null,
  tenant text not null,
  actor text not null,
  on_behalf_of text,
  via text not null,
  address text,
  request_id text,
  action text not null,
  object_kind text not null,
  object_id text,
  object_name text,
  project text,
  environment text,
  outcome text not null check (outcome in ('done', 'denied', 'failed')),
  reason text,
  before jsonb,
  after jsonb,
  previous_hash bytea not null,
  hash bytea not null, -- SHA-256 over previous_hash and the canonical JSON of the other columns
  primary key (tenant_key, seq)
);
-- What was done to one object, and by one person: the two questions that are asked of the audit.
create index audit_object on audit (tenant_key, object_kind, object_id, seq);
create index audit_actor on audit (tenant_key, actor, seq);

create table audit_head (
  tenant_key int4 primary key,
  seq int8 not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex')
) with (fillfactor = 50);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_append_only before update or delete on audit for each row execute function refuse_audit_change();
create trigger audit_no_truncate before truncate on audit for each statement execute function refuse_audit_change();
