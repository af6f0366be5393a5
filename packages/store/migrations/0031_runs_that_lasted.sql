-- compatible
-- Lists of runs by when they ended. Ids rise with creation: what ended within a time was created in it or hardly before, but
-- for runs that lasted. Those are found here, by how long they did in steps of four times (queries/lasting-runs.ts).
create index run_history_lasting on run_history
  (width_bucket(extract(epoch from ended_at - created_at), '{600,2400,9600,38400,153600,614400,2457600,9830400}'::numeric[]), id)
  where ended_at - created_at >= interval '10 minutes';
