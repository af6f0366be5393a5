-- compatible
-- What a platform keeps record of about itself: its servers and how they feel, who led what, and what was made good.

-- A row for each start of a server, until a day after it was last heard of. Beats touch columns without an index.
create table server (
  id uuid primary key,
  host text not null,
  pid int4 not null,
  version text not null,
  roles text[] not null,
  master_keys text[] not null, -- ids, of those that secrets are sealed with
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  stopped_at timestamptz,
  load jsonb
) with (fillfactor = 50);

-- Who led a duty when; the newest fifty terms of each.
create table lease_term (
  name text not null,
  term int8 not null,
  owner uuid not null,
  since timestamptz not null default clock_timestamp(),
  primary key (name, term)
);

-- Here and not in the statement of the leases: it is run every few seconds, and hands change once in weeks.
create function record_term() returns trigger language plpgsql as $$
begin
  -- Later ones are of a lease that somebody removed: terms began anew.
  delete from lease_term where name = new.name and (term <= new.term - 50 or term >= new.term);
  insert into lease_term (name, term, owner) values (new.name, new.term, new.owner);
  return null;
end $$;
create trigger lease_begun after insert on lease for each row execute function record_term();
create trigger lease_moved after update of term on lease for each row when (old.term is distinct from new.term)
  execute function record_term();
insert into lease_term (name, term, owner) select name, term, owner from lease;

-- What servers made good by themselves; the newest ten thousand, for thirty days.
create table healing (
  id int8 generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  server uuid not null,
  kind text not null,
  object text, -- public id; null where one row stands for several
  count int4 not null
);
