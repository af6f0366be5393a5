-- A stand-in for a table that an application fills: on the first night there is something to clean up.
create table if not exists app_session (
  id int generated always as identity primary key,
  ended_at timestamptz not null
);

insert into app_session (ended_at)
select now() - n * interval '1 day' from generate_series(0, 89) n
where not exists (select from app_session);

select count(*)::int as expired from app_session
where ended_at < current_date - (:keep_days)::int;
