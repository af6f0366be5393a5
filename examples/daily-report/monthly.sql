select
  to_char(day, 'YYYY-MM') as month,
  round(avg(temp_max), 1) as high,
  round(avg(temp_min), 1) as low,
  sum(precipitation) as rain,
  count(*) filter (where kind = 'sun') as sunny_days
from weather_day
where day >= make_date((:year)::int, 1, 1) and day < make_date((:year)::int + 1, 1, 1)
group by 1
order by 1;
