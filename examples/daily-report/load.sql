-- Runs in the transaction that copied the rows: running it again changes nothing, and two runs at once
-- do not see each other's rows.
insert into weather_day
select * from weather_staging order by day
on conflict (day) do update
set precipitation = excluded.precipitation, temp_max = excluded.temp_max, temp_min = excluded.temp_min,
    wind = excluded.wind, kind = excluded.kind;

delete from weather_staging;

select count(*) as days, min(day) as first_day, max(day) as last_day from weather_day;
