-- compatible
-- Each node looks every ten seconds for quarantined schedules whose time is over: without an index, at all that are stored.
create index schedule_quarantined on schedule (updated_at) where state = 'quarantined';
