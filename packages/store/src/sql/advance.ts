import type { Statement } from '../database.ts';
import { DECISIONS, LIVE, PENDING, QUEUED, RUN_PAUSED, RUN_RUNNING, RUN_STOPPING, STARTING } from './guards.ts';
import { LOCKED_RUNS, ONCE_LOCKED } from './run-lock.ts';

/**
 * The heart of the engine: ends task runs, writes their history, counts them at their children, leases or
 * queues the children that were waiting for nothing else, and counts down the open sinks of their runs.
 *
 * $1–$15 completions (one element each), $16–$25 edges to children. A completion by report carries attempt,
 * fence and session; one by decision carries the state and the number of ended upstreams it saw. `fails_run` is 1
 * for a failure of the run, 2 for one that pauses it.
 *
 * r  locks the runs in the order of their ids, before any task (GUARANTEES 5.3)
 * u  deletes the rows; membership in it is what "accepted" means for everything below
 * k  sums up the edges of accepted completions per child, not for runs that are stopping; in a paused run nothing
 *    is fused and nobody is told, so that edges are counted and no more
 * c  makes or updates the children's rows; a fused child whose last upstream this was is started
 * o  (by the state that was locked: a stop may have been waited for, and the snapshot is older)
 *    counts down what is open of the run: its sinks, and the upstreams that a task run did not wait for when
 *    it ended early (`owed` when it ends, `late` when they do); in a stopping run its live task runs
 * e  one event row a run
 *
 * Joins go by primary key (docs/architecture/store.md, "Plans"); where membership is needed it is a hashed
 * subplan, since two CTEs joined with each other are estimated at ten rows each.
 */
const completions = `
with x as materialized (
  select * from unnest($1::uuid[], $2::int4[], $3::uuid[], $4::int8[], $5::int4[], $6::int2[], $7::int2[], $8::int2[], $9::int2[], $10::bool[],
    $11::float8[], $12::int4[], $13::jsonb[], $14::jsonb[], $15::text[])
  x (run_id, task_no, attempt_id, fence, session_key, seen_state, seen_done, outcome, fails_run, sink, started_ms, exit_code, reason, output, step)),
${LOCKED_RUNS}`;

const guard = `(case when x.attempt_id is null
    then t.state = x.seen_state and (t.state, x.outcome) in (${DECISIONS}) and t.ok + t.failed + t.upstream_failed + t.skipped = x.seen_done
      and coalesce(t.child_open, 0) = 0
    else t.attempt_id = x.attempt_id and t.fence = x.fence and t.session_key = x.session_key and t.state in (${LIVE}) end)`;

const target = `x where ${ONCE_LOCKED} and t.run_id = any(array[x.run_id]) and t.task_no = any(array[x.task_no])`;

const ended = `returning t.run_id, t.task_no, x.outcome, x.fails_run, x.sink, x.started_ms, x.exit_code, x.reason, x.output, x.step,
    t.attempt_no, t.attempt_id, t.fence, t.session_key, t.ready_at, t.dispatched_at, t.input,
    greatest(t.need - (t.ok + t.failed + t.upstream_failed + t.skipped), 0) owed`;

/** Of a child's row that was there before: this was the last upstream that it waited for, and a worker has room. */
const starts = `t.state = ${PENDING} and t.fused and excluded.fused and t.ok + excluded.ok = t.need`;
const leases = `${starts} and excluded.session_key is not null`;

const isRunning = `(run_id in (select id from r where state = ${RUN_RUNNING})) is true`;

const consequences = `,
h as (
  insert into task_history (run_id, task_no, state, attempt_no, attempt_id, fence, session_key, ready_at, dispatched_at, started_at, ended_at,
    exit_code, reason, input, output)
  select run_id, task_no, outcome, attempt_no, attempt_id, fence, session_key, ready_at, dispatched_at, to_timestamp(started_ms / 1000), now(),
    exit_code, reason, input, output from u),
k as materialized (
  select run_id, child, max(need) need, bool_and(fused) fused, max(lane_key) lane_key, max(rank) rank, max(timeout_ms) timeout_ms,
    max(session_key) session_key, sum(ok)::int2 ok, sum(failed)::int2 failed, sum(upstream_failed)::int2 upstream_failed,
    sum(skipped)::int2 skipped
  from (
    select run_id, src, child, need, fused and ${isRunning} fused, lane_key, rank, timeout_ms, session_key,
      (counts_as = 1)::int ok, (counts_as = 2)::int failed, (counts_as = 3)::int upstream_failed, (counts_as = 4)::int skipped
    from unnest($16::uuid[], $17::int4[], $18::int4[], $19::int2[], $20::int2[], $21::bool[], $22::int4[], $23::int8[], $24::int8[], $25::int4[])
      e (run_id, src, child, counts_as, need, fused, lane_key, rank, timeout_ms, session_key)
    where ((run_id, src) in (select run_id, task_no from u)) is true and (run_id in (select id from r where state in (${RUN_RUNNING}, ${RUN_PAUSED}))) is true) e
  group by 1, 2 order by 1, 2),
c as (
  insert into task_run as t (run_id, task_no, state, need, ok, failed, upstream_failed, skipped, fused, lane_key, rank, timeout_ms,
    session_key, attempt_no, attempt_id, fence, due_at, ready_at, dispatched_at)
  select run_id, child, s, need, ok, failed, upstream_failed, skipped, fused, lane_key, rank, timeout_ms,
    session_key, -- kept while joining: the update below can read it from here only
    case when s = ${STARTING} then 1 else 0 end, case when s = ${STARTING} then gen_random_uuid() end,
    case when s = ${STARTING} then nextval('fence_seq') end, case when s = ${STARTING} then now() + make_interval(secs => timeout_ms / 1000.0) end,
    case when s <> ${PENDING} then now() end, case when s = ${STARTING} then now() end
  from (
    select k.*, case when not fused or ok < need then ${PENDING} when session_key is null then ${QUEUED} else ${STARTING} end s from k) k
  on conflict (run_id, task_no) do update set
    ok = t.ok + excluded.ok, failed = t.failed + excluded.failed, upstream_failed = t.upstream_failed + excluded.upstream_failed,
    skipped = t.skipped + excluded.skipped,
    state = case when ${leases} then ${STARTING} when ${starts} then ${QUEUED} else t.state end,
    session_key = case when t.state = ${PENDING} then excluded.session_key else t.session_key end,
    rank = case when t.state = ${PENDING} then excluded.rank else t.rank end,
    attempt_no = case when ${leases} then t.attempt_no + 1 else t.attempt_no end,
    attempt_id = case when ${leases} then gen_random_uuid() else t.attempt_id end,
    fence = case when ${leases} then nextval('fence_seq') else t.fence end,
    due_at = case when ${leases} then now() + make_interval(secs => t.timeout_ms / 1000.0) else t.due_at end,
    ready_at = case when ${starts} then now() else t.ready_at end,
    dispatched_at = case when ${leases} then now() else t.dispatched_at end
  returning t.run_id, t.task_no, t.state, t.attempt_no, t.attempt_id, t.fence, t.session_key, t.need, t.ok, t.failed, t.upstream_failed,
    t.skipped, t.fused, t.lane_key),
s as materialized (
  select run_id, count(*)::int4 ended, (count(*) filter (where sink))::int4 sinks, (count(*) filter (where fails_run > 0))::int4 failures,
    bool_or(fails_run = 2) pauses, sum(owed)::int4 owed, ('[' || string_agg(step, ',') || ']')::jsonb steps
  from u group by 1),
late as materialized (
  select run_id, sum(ok + failed + upstream_failed + skipped)::int4 edges from k
  where ((run_id, child) in (select run_id, task_no from c where state >= 10)) is true group by 1),
o as (
  update run r set
    open = r.open - case when r.state = ${RUN_STOPPING} then x.ended else x.sinks + x.late - x.owed end,
    failed = r.failed + x.failures,
    state = case when x.pauses and r.state = ${RUN_RUNNING} then ${RUN_PAUSED} else r.state end,
    paused_at = case when x.pauses and r.state = ${RUN_RUNNING} then now() else r.paused_at end
  from (
    select s.*, coalesce((select edges from late where late.run_id = s.run_id), 0) late,
      (select l.state from r l where l.id = s.run_id) locked from s) x
  where r.id = any(array[x.run_id]) and (x.sinks > 0 or x.failures > 0 or x.late > 0 or x.owed > 0 or x.locked = ${RUN_STOPPING}) is true
  returning r.id, r.state, r.open, r.failed, r.phase, r.ends_as),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, transitions)
  select s.run_id, l.tenant_key, l.project_key, l.environment_key, s.steps
  from s cross join lateral (select tenant_key, project_key, environment_key from run where id = s.run_id offset 0) l)
select 0 kind, run_id, task_no, null::int4 state, null::int4 attempt_no, null::uuid attempt_id, null::int8 fence, null::int4 session_key,
  null::int4 need, null::int4 ok, null::int4 failed, null::int4 upstream_failed, null::int4 skipped, null::int4 lane_key, null::bool fused from u
union all
select 1, run_id, task_no, state, attempt_no, attempt_id, fence, session_key, need, ok, failed, upstream_failed, skipped, lane_key, fused from c
  where ${isRunning}
union all
select 2, id, open, ends_as, phase, null, null, null, null, null, failed, null, null, null, null from o where open <= 0 and state <> ${RUN_PAUSED}`;

/** For completions all of whose upstreams have ended: nobody will count at these rows again. */
export const advance: Statement = {
  name: 'advance',
  text: `${completions},
u as (delete from task_run t using ${target} and ${guard} is true ${ended})${consequences}`,
};

/**
 * The same for batches in which a task run may end before its upstreams have. Its row then stays, final,
 * until the run ends: a late upstream would make it anew.
 */
export const advanceEarly: Statement = {
  name: 'advance_early',
  text: `${completions},
gone as (delete from task_run t using ${target} and (${guard} and t.ok + t.failed + t.upstream_failed + t.skipped >= t.need) is true ${ended}),
kept as (
  update task_run t set state = x.outcome, due_at = null, stop_at = null
  from ${target} and (${guard} and t.ok + t.failed + t.upstream_failed + t.skipped < t.need) is true ${ended}),
u as (select * from gone union all select * from kept)${consequences}`,
};

/** Ends runs that have no open task left and are not paused; a stop, or the main tasks, may have settled as what; rows kept by {@link advanceEarly} go with them. */
export const endRuns: Statement = {
  name: 'end_runs',
  text: `
with x as materialized (select * from unnest($1::uuid[], $2::jsonb[], $3::jsonb[], $4::boolean[]) x (id, output, reason, has_failed)),
d as (
  delete from run r using x
  where r.id = any(array[x.id]) and (r.open <= 0 and r.state <> ${RUN_PAUSED} and coalesce((r.failed > 0) = x.has_failed, true)) is true
  returning r.*, x.output, x.reason failure,
    coalesce(r.ends_as, case when r.state = ${RUN_STOPPING} then 12 when r.failed > 0 then 11 else 10 end) final),
t as (
  delete from task_run t using d where t.run_id = any(array[d.id])),
h as (
  insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at,
    logical_time, trigger_kind, actor, reason, params, output, rerun_of, parent_run_id, part)
  select id, version_key, workflow_key, tenant_key, project_key, environment_key, final, created_at, now(), logical_time, trigger_kind, actor,
    case when final <> 10 then coalesce(reason, failure, '{"code":"TASK_FAILED"}') end, params, output, rerun_of, parent_run_id, part from d),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, run_state, transitions)
  select id, tenant_key, project_key, environment_key, final,
    jsonb_build_array(jsonb_build_object('to', case final when 10 then 'success' when 11 then 'failed' else 'stopped' end)
      || case when final <> 10 and reason is not null then jsonb_build_object('reason', reason) else '{}' end) from d)
select id, parent_run_id is not null from d`,
};
