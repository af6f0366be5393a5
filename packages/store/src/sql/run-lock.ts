/**
 * An event's `seq` is drawn under the lock of its run, so that the events of a run have the order of its commits
 * (GUARANTEES 5.4): whatever writes one locks the runs first, in the order of their ids. A one-task run's only row is its
 * run; most statements lock that by changing it.
 */

/** `r`: the runs of `x`, which has `run_id`; those of more than one task, which have not ended. Read it before anything else. */
export const LOCKED_RUNS = `r as materialized (
  select l.id, l.state from (select distinct run_id from x order by 1) d
  cross join lateral (select id, state from run where id = d.run_id for no key update) l)`;

/** The same for statements that change no row of the run, so of one-task runs, too. */
export const lockedRunsOfAnyKind = (
  of: string,
): string => `d as materialized (select distinct run_id from ${of} order by 1),
r as materialized (
  select l.id from d cross join lateral (select id from run where id = d.run_id for no key update) l
  union all
  select l.id from d cross join lateral (
    select run_id id from task_run where run_id = d.run_id and task_no = 0 and version_key is not null for no key update) l)`;

/** A guard that holds once `r` has been read, which is when all of it is locked. */
export const ONCE_LOCKED = '(select count(*) from r) >= 0';
