-- compatible
-- Numbers of transactions begin anew in another cluster. What is older than this was read by its old number.
alter table event_cursor add column since timestamptz not null default '-infinity';
