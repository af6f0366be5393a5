-- compatible
-- A pause of a workflow tells who, since when, why and until when, as that of a schedule does. One that an older program
-- made tells none of it.
alter table deployment
  add column paused_at timestamptz,
  add column paused_by text,
  add column pause_reason text,
  add column resume_at timestamptz; -- it is resumed by itself then
create index deployment_resume on deployment (resume_at) where paused and resume_at is not null;

-- A plan may also be one for many workflows.
alter table plan drop constraint plan_kind_check, add constraint plan_kind_check check (kind in ('backfill', 'workflows'));
