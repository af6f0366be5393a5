-- Days as they are known, and a staging table that is empty between loads.
create table if not exists weather_day (
  day date primary key,
  precipitation numeric not null, -- millimetres
  temp_max numeric not null,      -- degrees Celsius
  temp_min numeric not null,
  wind numeric not null,          -- metres per second
  kind text not null
);

create table if not exists weather_staging (like weather_day);
