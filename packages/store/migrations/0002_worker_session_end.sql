-- compatible
-- When a worker left or was lost: the list of workers shows it for a while from then on.
alter table worker_session add column ended_at timestamptz;
update worker_session set ended_at = connected_at where state in ('left', 'lost');
