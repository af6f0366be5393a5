/**
 * What must hold before something goes on, as text that two kinds of statements are made of when modules load: those
 * that act, and those that explain why nothing was done. Each stands here once, so that an explanation cannot tell of
 * another condition than the one that is kept (`conditions.pg.test.ts` takes each away from both).
 */
import { QUEUED, RUN_RUNNING } from './guards.ts';

/** Of `task_run`: a claim may lease it. Partial index task_run_ready. */
export const CLAIMABLE = `state = ${QUEUED}`;

/** Asked once a statement: an index cannot be searched by what may differ from row to row. */
export const NOW = '(select clock_timestamp())';

/** Of `task_run` and `run`: what it waits for has come. Partial index task_run_due. */
export const DUE = `due_at is not null and due_at <= ${NOW}`;

/**
 * Of `schedule`: a node may claim it that looks so far ahead, both parameters in milliseconds. The claim only saves work:
 * what is overdue by two seconds is taken no matter who holds it (GUARANTEES 3.2), unless that was within the last two
 * seconds: what cannot fire now must not take the place of others. A claim that lasts longer than claims do was made by
 * a clock that was ahead, and is none. Partial index schedule_due.
 */
export const claimableWithin = (lookAhead: string, claim: string): string =>
  `state = 'enabled' and not workflow_paused
      and due_at <= statement_timestamp() + make_interval(secs => ${lookAhead} / 1000.0)
      and (claimed_until < clock_timestamp() or claimed_until > clock_timestamp() + make_interval(secs => ${claim} / 1000.0) + interval '1 s'
        or due_at < clock_timestamp() - interval '2 s'
        and claimed_until < clock_timestamp() + make_interval(secs => ${claim} / 1000.0) - interval '2 s')`;

/** Of `task_run`, and of `run` which is not being stopped: what it waits for comes within so many milliseconds. */
export const dueWithin = (horizon: string): string =>
  `due_at is not null and due_at < ${NOW} + make_interval(secs => ${horizon} / 1000.0)`;

/** Of `run`: its pending task runs may go on. */
export const MOVING = `state = ${RUN_RUNNING}`;

/** Of `limit_key k`: it grants one more. */
export const GRANTS = `((k.max is null or (select count(*) from limit_slot s where s.limit_id = k.id) < k.max)
  and (k.interval_ms is null or k.tat_ms - (k.burst - 1) * k.interval_ms <= extract(epoch from clock_timestamp()) * 1000))`;

/** Of `catch_up_pace`: its tenant must wait; a run takes 100 ms of its second. */
export const PACED = `free_at > clock_timestamp() - interval '100 ms'`;
