import type { Statement } from '../database.ts';
import { LIVE } from './guards.ts';

/**
 * Moves what is live of an earlier session to the worker's new one (GUARANTEES 6.8), and ends the earlier one, so that
 * nothing which still speaks for it counts. Compared and set row by row: an attempt that was given away meanwhile is
 * not moved, and whoever would give it away afterwards finds that it is another session's. Locked in the order in which
 * everybody locks (GUARANTEES 5.3).
 */
export const adoptAttempts: Statement = {
  name: 'adopt_attempts',
  text: `
with s as (
  select key from worker_session where id = $1 and key <> $2),
ended as (
  delete from worker_lease l using s where l.session_key = s.key),
lost as (
  update worker_session w set state = 'lost', ended_at = clock_timestamp() from s where w.key = s.key and w.ended_at is null),
mine as materialized (
  select t.run_id, t.task_no from task_run t join s on t.session_key = s.key
  where t.state in (${LIVE}) order by t.run_id, t.task_no for update of t)
update task_run t set session_key = $2 from mine
where t.run_id = mine.run_id and t.task_no = mine.task_no and t.state in (${LIVE})`,
};
