set local lock_timeout = '2s';

-- A bounded batch: what is left waits for tomorrow instead of holding locks all night.
with batch as (
  select id from app_session
  where ended_at < current_date - (:keep_days)::int
  order by ended_at
  limit 10000
  for update
)
delete from app_session where id in (select id from batch);
