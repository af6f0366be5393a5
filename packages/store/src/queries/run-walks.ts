/**
 * The statements behind the list of runs. Ids rise with time, so a page is a walk backwards through primary keys that
 * stops at the limit: newest partition first, the same cost with ten runs as with ten million.
 *
 * $1 tenant, $2 environment, $3 and $4 ids between which, $5 state codes, $6 limit, $7 project name or null, or workflow
 * keys, $8 limit for history, $9 with parts of other runs, $10 kinds of triggers, $11 version keys, $12 params as texts, $13
 * and $14 times between which they ended; the last five may be null. What has no index is read past: a walk that asks for it
 * has a floor (run-floors.ts). So is what ended at other times, near either end of the ids (lasting-runs.ts).
 */
import { RUN_STATE_CODES } from '@carillon/core';
import { GRAPH_COLUMNS, GRAPH_STATE, HISTORY_COLUMNS, SELECT_FOUND, SOLO_COLUMNS, SOLO_STATE } from './run-row.ts';

const SUCCESS = RUN_STATE_CODES.success;

const inProject = (row: string): string =>
  `($7::text is null or ${row}.project_key = (select key from project where tenant_key = $1 and name = $7))`;

const ofAnyTime = (row: string): string => `($9::bool or ${row}.part is null)
        and ($10::text[] is null or ${row}.trigger_kind = any($10)) and ($11::int4[] is null or ${row}.version_key = any($11))
        and ($12::jsonb is null or not exists (select from jsonb_each_text($12) i where ${row}.params ->> i.key is distinct from i.value))`;

const narrowed = (row: string): string => `${ofAnyTime(row)} and $13::timestamptz is null and $14::timestamptz is null`;

/** Of those that ended. */
export const narrowedEnded = (row: string): string => `${ofAnyTime(row)}
        and ($13::timestamptz is null or ${row}.ended_at >= $13) and ($14::timestamptz is null or ${row}.ended_at < $14)`;

const open = (which: (row: string) => string): string => `(select ${GRAPH_COLUMNS} from run r
      where r.tenant_key = $1 and r.environment_key = $2 and r.id > $3 and r.id < $4 and ${GRAPH_STATE} = any($5::int2[])
        and ${narrowed('r')} and ${which('r')}
      order by r.id desc limit $6)
    union all
    (select ${SOLO_COLUMNS} from task_run t
      where t.version_key is not null and t.task_no = 0 and t.tenant_key = $1 and t.environment_key = $2 and t.run_id > $3 and t.run_id < $4
        and ${SOLO_STATE} = any($5::int2[]) and ${narrowed('t')} and ${which('t')}
      order by t.run_id desc limit $6)
    union all`;

const OPEN = open(inProject);
const OPEN_OF_WORKFLOWS = open((row) => `${row}.workflow_key = any($7::int4[])`);

export const NEWEST = {
  name: 'newest_runs',
  text: `with found as (
    ${OPEN}
    (select ${HISTORY_COLUMNS} from run_history h
      where h.tenant_key = $1 and h.environment_key = $2 and h.id > $3 and h.id < $4 and h.state = any($5::int2[])
        and ${narrowedEnded('h')} and ${inProject('h')}
      order by h.id desc limit $8)
    order by id desc limit $6
  ) ${SELECT_FOUND}`,
};

/**
 * As above, but $7 are workflow keys. The bounds are compared as pairs and the order names both columns:
 * with `workflow_key = …` the planner may walk the primary key instead and read all history for a workflow
 * that never ran. Statements that compare pairs are planned for their values each time: a plan for any pairs reads
 * all of what it should walk.
 */
export const NEWEST_OF_WORKFLOWS = {
  text: `with found as (
    ${OPEN_OF_WORKFLOWS}
    (select walk.* from unnest($7::int4[]) wanted(key) cross join lateral (
        select ${HISTORY_COLUMNS} from run_history h
        where (h.workflow_key, h.id) > (wanted.key, $3) and (h.workflow_key, h.id) < (wanted.key, $4)
          and ${narrowedEnded('h')} and h.id > $3 and h.id < $4 and h.tenant_key = $1 and h.environment_key = $2 and h.state = any($5::int2[])
        order by h.workflow_key desc, h.id desc limit $8) walk)
    order by id desc limit $6
  ) ${SELECT_FOUND}`,
};

/**
 * As NEWEST, of states without success. Each state is walked for itself over index run_history_state: one that is rare
 * would else be looked for among all that ended otherwise.
 */
export const NEWEST_BAD = {
  text: `with found as (
    ${OPEN}
    (select walk.* from unnest($5::int2[]) wanted(state) cross join lateral (
        select ${HISTORY_COLUMNS} from run_history h
        where (h.state, h.id) > (wanted.state, $3) and (h.state, h.id) < (wanted.state, $4) and h.state <> ${SUCCESS}
          and ${narrowedEnded('h')} and h.id > $3 and h.id < $4 and h.tenant_key = $1 and h.environment_key = $2 and ${inProject('h')}
        order by h.state desc, h.id desc limit $8) walk)
    order by id desc limit $6
  ) ${SELECT_FOUND}`,
};

/** As NEWEST_OF_WORKFLOWS, of states without success, over index run_history_workflow_state. */
export const NEWEST_BAD_OF_WORKFLOWS = {
  text: `with found as (
    ${OPEN_OF_WORKFLOWS}
    (select walk.* from unnest($7::int4[]) wanted(key) cross join unnest($5::int2[]) ended(state) cross join lateral (
        select ${HISTORY_COLUMNS} from run_history h
        where (h.workflow_key, h.state, h.id) > (wanted.key, ended.state, $3) and (h.workflow_key, h.state, h.id) < (wanted.key, ended.state, $4)
          and h.state <> ${SUCCESS} and ${narrowedEnded('h')} and h.id > $3 and h.id < $4 and h.tenant_key = $1 and h.environment_key = $2
        order by h.workflow_key desc, h.state desc, h.id desc limit $8) walk)
    order by id desc limit $6
  ) ${SELECT_FOUND}`,
};

/** The branches of a statement that finds runs by their ids, of which `ids` is a query. */
const among = (ids: string): string => `found as (
    select * from (
      select ${GRAPH_COLUMNS} from run r where r.id in (${ids}) and r.tenant_key = $1 and r.environment_key = $2 and ${narrowed('r')}
      union all
      select ${SOLO_COLUMNS} from task_run t where t.version_key is not null and t.task_no = 0 and t.run_id in (${ids})
        and t.tenant_key = $1 and t.environment_key = $2 and ${narrowed('t')}
      union all
      select ${HISTORY_COLUMNS} from run_history h where h.id in (${ids}) and h.tenant_key = $1 and h.environment_key = $2 and ${narrowedEnded('h')}) any_of
    where state = any($5::int2[]) and id > $3 and id < $4
    order by id desc limit $6
  ) ${SELECT_FOUND}`;

/** Runs that missed a promise: few, and found by index sla_term_missed. $7 project name, $8 workflow name. */
export const MISSED = {
  name: 'runs_that_missed',
  text: `with missed as (
    select distinct run_id from sla_term m
    where m.missed_at is not null and m.run_id > $3 and m.run_id < $4 and m.tenant_key = $1 and m.environment_key = $2
      and ($7::text is null or m.project_key = (select key from project where tenant_key = $1 and name = $7))
      and ($8::text is null or m.workflow_key in (select key from workflow where tenant_key = $1 and name = $8))),
  ${among('select run_id from missed')}`,
};

/** Runs that are named. $7 their ids, $8 nothing. */
export const NAMED = {
  name: 'named_runs',
  text: `with named as (select unnest($7::uuid[]) id where $8::text is null), ${among('select id from named')}`,
};
