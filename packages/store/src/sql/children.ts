/**
 * Child runs. The parent's task run waits (4) with its counts in columns of its row; `run_child` has a row for each
 * child. Locks: the parent's row before those of children, which nobody else has seen when they are made. Counting goes
 * the other way, by rows of `run_child` that only counting touches.
 */
import { taskStatesBefore } from '@carillon/core';
import type { Statement } from '../database.ts';
import { PAUSED, RETRYING, RUN_STOPPING, STOPPING, WAITING } from './guards.ts';
import { LOCKED_RUNS, ONCE_LOCKED } from './run-lock.ts';

/** A parent `t` as the engine goes on with it. */
const PARENT = `t.run_id, t.task_no, t.state, t.ok + t.failed + t.upstream_failed + t.skipped, coalesce(t.version_key, r.version_key),
  t.attempt_no, t.tries, t.on_tries, t.child_round, coalesce(t.child_started, 0), coalesce(t.child_open, 0),
  coalesce(t.child_failed, 0), t.reason, extract(epoch from t.ready_at) * 1000,
  extract(epoch from t.deadline_at - clock_timestamp()) * 1000,
  t.version_key is not null`;
const ITS_RUN = `left join lateral (select version_key from run where id = t.run_id and t.version_key is null offset 0) r on true`;

export const parent: Statement = {
  name: 'children_parent',
  text: `select ${PARENT} from task_run t ${ITS_RUN} where t.run_id = $1 and t.task_no = $2`,
};

/** What its expressions came to; large, and never changed. */
export const expansion: Statement = {
  name: 'children_expansion',
  text: `select input -> 'with' from task_run where run_id = $1 and task_no = $2`,
};

/** Nobody stops, pauses or ends it from here to the end of the transaction. */
export const lockParent: Statement = {
  name: 'children_lock_parent',
  text: `
select 1 from task_run where run_id = $1 and task_no = $2 and state = ${WAITING} and attempt_no = $3 and child_round is not distinct from $4
for update`,
};

/** Positions that somebody else was faster with are missing in the answer: then none of them is to stand. */
export const addChildren: Statement = {
  name: 'children_add',
  text: `
insert into run_child (parent_run_id, parent_no, attempt_no, round, position, run_id, task, depth, state, key, item, awaited)
select $1, $2, $3, $4, position, run_id, $5, $6, state, key, item, awaited
from unnest($7::int4[], $8::uuid[], $9::int2[], $10::text[], $11::jsonb[], $12::bool[]) x (position, run_id, state, key, item, awaited)
on conflict do nothing returning position`,
};

/** Children that are held have a row of their own kind, which other statements make. */
export const adoptHeld: Statement = {
  name: 'children_adopt_held',
  text: `
update run r set parent_run_id = $1, part = x.part from unnest($2::uuid[], $3::bool[]) x (id, part) where r.id = x.id`,
};

/** Of these, runs of one task when they begin. */
export const adoptSolos: Statement = {
  name: 'children_adopt_solos',
  text: `
update task_run t set parent_run_id = x.parent_run_id, part = x.part from unnest($1::uuid[], $2::uuid[], $3::bool[]) x (id, parent_run_id, part)
where t.run_id = x.id and t.task_no = 0`,
};

/** `$5` more are started, `$6` of them not ended. Another round begins at nothing. */
export const countStarted: Statement = {
  name: 'children_count_started',
  text: `
update task_run set attempt_no = $3, child_round = $4,
  child_started = $5 + case when child_round = $4 then child_started else 0 end,
  child_open = $6 + case when child_round = $4 then child_open else 0 end,
  child_failed = case when child_round = $4 then child_failed else 0 end,
  child_of = coalesce($7, case when child_round = $4 then child_of end)
where run_id = $1 and task_no = $2`,
};

/**
 * Children that ended and were not counted, by their ids: marked, and counted at the rows of their parents, wherever
 * those stand. Run again it finds nothing.
 */
export const countEnded: Statement = {
  name: 'children_count_ended',
  text: `
with x as materialized (select id, state, parent_run_id from run_history where id = any($1::uuid[]) and parent_run_id is not null),
c as (
  update run_child c set state = x.state from x
  where c.parent_run_id = x.parent_run_id and c.run_id = x.id and (c.state is null) is true
  returning c.parent_run_id, c.parent_no, c.attempt_no, c.awaited, x.state),
s as materialized (
  select parent_run_id, parent_no, attempt_no, count(*)::int4 ended, (count(*) filter (where state <> 10))::int4 failed
  from c where awaited group by 1, 2, 3 order by 1, 2, 3),
t as (
  update task_run t set child_open = t.child_open - s.ended, child_failed = t.child_failed + s.failed from s
  where t.run_id = s.parent_run_id and t.task_no = s.parent_no and (t.attempt_no = s.attempt_no) is true
  returning t.*)
select t.run_id, t.task_no from t`,
};

/** Children of a round with what became of them. */
export const childrenOf: Statement = {
  name: 'children_of',
  text: `
select c.position, c.run_id, c.state, h.reason, h.output
from run_child c left join lateral (select reason, output from run_history where id = c.run_id offset 0) h on c.state is not null
where c.parent_run_id = $1 and c.parent_no = $2 and c.attempt_no = $3 and c.round = $4 order by c.position`,
};

/** What earlier children at these places came to. */
export const keptChildren: Statement = {
  name: 'children_kept',
  text: `
select position, run_id, state, item from run_child
where parent_run_id = $1 and parent_no = $2 and attempt_no = 0 and round = $3 and position = any($4::int4[])`,
};

/** The place of a child in its parent; a kept one has been taken over by others. */
export const placeOf: Statement = {
  name: 'children_place',
  text: `
select parent_run_id, parent_no, round, position, item, depth from run_child
where parent_run_id = $1 and run_id = $2 and attempt_no > 0`,
};

/** Another try, of one none of whose children is open: those of the next one come after a while. */
export const retryParent: Statement = {
  name: 'children_retry',
  text: `
with x as (select $1::uuid run_id),
${LOCKED_RUNS},
t as (
  update task_run t set state = ${RETRYING}, tries = t.tries + 1, on_tries = coalesce($4::int2[], t.on_tries), reason = $5::jsonb,
    due_at = least(clock_timestamp() + make_interval(secs => $6::int8 / 1000.0), t.deadline_at),
    child_round = null, child_started = null, child_open = null, child_failed = null, child_of = null
  where ${ONCE_LOCKED} and t.run_id = $1 and t.task_no = $2 and t.attempt_no = $3 and t.state in (${taskStatesBefore('retry_children')}) and t.child_open = 0
  returning t.run_id, t.tenant_key, t.project_key, t.environment_key),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, transitions)
  select t.run_id, coalesce(t.tenant_key, r.tenant_key), coalesce(t.project_key, r.project_key), coalesce(t.environment_key, r.environment_key),
    jsonb_build_array($7::jsonb)
  from t left join run r on r.id = t.run_id)
select run_id from t`,
};

/** Its back-off is over. */
export const expandAgain: Statement = {
  name: 'children_expand_again',
  text: `
update task_run set state = ${WAITING}, due_at = deadline_at, reason = '{"code":"CHILDREN"}'
where run_id = $1 and task_no = $2 and state in (${taskStatesBefore('expand_again')}) returning 1`,
};

const STOPPABLE = `(t.state in (${taskStatesBefore('stop_children')}) and t.child_open > 0 or t.state = ${STOPPING} and t.child_round is not null)`;

/** Part of the stop of a run: its task runs with open children end when those have. */
export const stopParents: Statement = {
  name: 'children_stop_parents',
  text: `
update task_run t set state = ${STOPPING}, stop_at = clock_timestamp(), reason = $2::jsonb, due_at = null
where t.run_id = $1 and ${STOPPABLE} returning t.task_no`,
};

/** The same of a one-task run, and of one task run whose time is over. */
export const stopParent: Statement = {
  name: 'children_stop_parent',
  text: `
with x as (select $1::uuid run_id),
${LOCKED_RUNS},
t as (
  update task_run t set state = ${STOPPING}, stop_at = clock_timestamp(), reason = $3::jsonb, due_at = null
  where ${ONCE_LOCKED} and t.run_id = $1 and t.task_no = $2 and t.state in (${taskStatesBefore('stop_children')}) and t.child_open > 0
  returning t.run_id, t.tenant_key, t.project_key, t.environment_key, t.version_key is not null solo),
e as (
  insert into event (run_id, tenant_key, project_key, environment_key, actor, run_state, transitions)
  select t.run_id, coalesce(t.tenant_key, r.tenant_key), coalesce(t.project_key, r.project_key), coalesce(t.environment_key, r.environment_key),
    $4, case when solo then ${RUN_STOPPING} end, jsonb_build_array($5::jsonb)
  from t left join run r on r.id = t.run_id)
select run_id from t`,
};

/** Open children of a run whose task run stands so, behind the one of `$4`: those of a stop, a pause, and so on. */
const OPEN_CHILDREN = `
select c.run_id, p.task_no, p.reason, coalesce(p.tenant_key, (select tenant_key from run where id = p.run_id))
from task_run p
cross join lateral (
  select run_id from run_child c
  where c.parent_run_id = p.run_id and c.parent_no = p.task_no and c.attempt_no = p.attempt_no and c.state is null and c.awaited offset 0) c`;

const IS_STOPPING = `(exists (select 1 from run r where r.id = c.run_id and (r.state = ${RUN_STOPPING} or r.ends_as is not null))
  or exists (select 1 from task_run s where s.run_id = c.run_id and s.task_no = 0 and s.version_key is not null and s.stop_at is not null))`;
const IS_PAUSED = `(exists (select 1 from run r where r.id = c.run_id and r.state = 3)
  or exists (select 1 from task_run s where s.run_id = c.run_id and s.task_no = 0 and s.version_key is not null and s.paused_at is not null))`;
const WITH_PARENT = `(exists (select 1 from run r where r.id = c.run_id and r.state = 3 and r.reason ->> 'code' = 'PARENT_PAUSED')
  or exists (select 1 from task_run s where s.run_id = c.run_id and s.task_no = 0 and s.version_key is not null and s.paused_at is not null
    and (s.state <> ${PAUSED} or s.reason ->> 'code' = 'PARENT_PAUSED')))`;

const ofRun = `p.run_id = $1`;
const inState = (state: string, child: string): string =>
  `p.child_open > 0 and p.state ${state} and ${child} and c.run_id > $2 order by c.run_id limit $3`;

export const toStop: Statement = {
  name: 'children_to_stop',
  text: `${OPEN_CHILDREN} where ${ofRun} and ${inState(`= ${STOPPING}`, `not ${IS_STOPPING}`)}`,
};
export const toPause: Statement = {
  name: 'children_to_pause',
  text: `${OPEN_CHILDREN} where ${ofRun} and ${inState(`= ${PAUSED}`, `not ${IS_PAUSED}`)}`,
};
export const toResume: Statement = {
  name: 'children_to_resume',
  text: `${OPEN_CHILDREN} where ${ofRun} and ${inState(`= ${WAITING}`, WITH_PARENT)}`,
};

/** Runs with task runs that have children: a leader looks at them now and then. Reads the hot table whole. */
export const parents: Statement = {
  name: 'children_parents',
  text: `
select run_id, task_no, coalesce(child_open, 0), state = ${WAITING} and coalesce(child_started < child_of, false) from task_run
where state in (${WAITING}, ${PAUSED}, ${STOPPING}) and (child_round is not null or state = ${WAITING} and (due_at is null or reason ->> 'code' = 'CHILDREN'))
  and coalesce(ready_at, created_at) < clock_timestamp() - make_interval(secs => $1 / 1000.0)
  and (run_id, task_no) > ($2::uuid, $3::int4)
order by run_id, task_no limit $4`,
};

/** After a resume: what waits is looked at, whatever it waits for. */
export const waitingTasks: Statement = {
  name: 'children_waiting_tasks',
  text: `select run_id, task_no from task_run where run_id = $1 and state = ${WAITING}`,
};

/** Task runs by run and number, as pairs of two arrays. */
const PAGE = `unnest($1::uuid[], $2::int4[]) k (run_id, task_no)`;

/** Children of these task runs that ended and were not counted: a crash came between. */
export const uncounted: Statement = {
  name: 'children_uncounted',
  text: `
select c.run_id from ${PAGE} join run_child c on c.parent_run_id = k.run_id and c.parent_no = k.task_no
where c.state is null and exists (select 1 from run_history h where h.id = c.run_id)`,
};

/** Runs of these task runs with children that a command has not reached: a crash came between. */
export const unreached: Statement = {
  name: 'children_unreached',
  text: `
select distinct p.run_id, case p.state when ${STOPPING} then 'stop' when ${PAUSED} then 'pause' else 'resume' end
from ${PAGE} join task_run p on p.run_id = k.run_id and p.task_no = k.task_no
cross join lateral (
  select run_id from run_child c
  where c.parent_run_id = p.run_id and c.parent_no = p.task_no and c.attempt_no = p.attempt_no and c.state is null and c.awaited offset 0) c
where case p.state when ${STOPPING} then not ${IS_STOPPING} when ${PAUSED} then not ${IS_PAUSED} when ${WAITING} then ${WITH_PARENT} end
  and not exists (select 1 from run_history h where h.id = c.run_id)`,
};

/** Ends are taken back: what a failed task run had done well is kept, and nothing of the others. */
export const keepChildren: Statement = {
  name: 'children_keep',
  text: `
with d as (delete from run_child where parent_run_id = $1 and parent_no = any($2::int4[]) and attempt_no = 0)
insert into run_child (parent_run_id, parent_no, attempt_no, round, position, run_id, task, depth, state, key, item, awaited)
select $1, c.parent_no, 0, c.round, c.position, c.run_id, c.task, c.depth, c.state, c.key, c.item, c.awaited
from run_child c
where c.parent_run_id = $1 and c.parent_no = $3 and c.attempt_no = $4 and c.state is not null
  and exists (select 1 from run_child f where f.parent_run_id = $1 and f.parent_no = $3 and f.attempt_no = $4 and f.state <> 10)`,
};

/** The same for a run that begins from a finished one, of task runs that failed there. */
export const keepOfRun: Statement = {
  name: 'children_keep_of_run',
  text: `
insert into run_child (parent_run_id, parent_no, attempt_no, round, position, run_id, task, depth, state, key, item, awaited)
select $1, x.task_no, 0, c.round, c.position, c.run_id, c.task, c.depth, c.state, c.key, c.item, c.awaited
from unnest($3::int4[], $4::int4[]) x (task_no, old_no)
join run_child c on c.parent_run_id = $2 and c.parent_no = x.old_no and c.state is not null
where c.attempt_no > 0 and c.attempt_no = (select max(attempt_no) from run_child m where m.parent_run_id = $2 and m.parent_no = x.old_no)
on conflict do nothing`,
};

/** A part of a version, found by its content or added. */
export const findPart: Statement = {
  name: 'children_find_part',
  text: `select key from workflow_version where part_of = $1 and hash = $2`,
};
export const addPart: Statement = {
  name: 'children_add_part',
  text: `
insert into workflow_version (id, workflow_key, number, hash, document, files, author, secrets, part_of)
select $3, workflow_key, number, $2, $4, files, author, secrets, key from workflow_version where key = $1
on conflict do nothing returning key`,
};

/** A workflow that a task starts: the version that is live, or the one of a number. */
export const workflowToStart: Statement = {
  name: 'children_workflow',
  text: `
select w.key, w.project_key, w.lifecycle, v.key
from workflow w join project p on p.key = w.project_key
join lateral (
  select d.version_key from deployment d where d.workflow_key = w.key and d.environment_key = $2) d on true
join workflow_version v on v.workflow_key = w.key and v.part_of is null
  and case when $5::int4 is null then v.key = d.version_key else v.number = $5::int4 end
where w.tenant_key = $1 and p.name = $3 and w.name = $4`,
};
