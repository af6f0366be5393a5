/**
 * Runs newest first. Ids rise with time, so a page is a walk backwards through primary keys that stops at
 * the limit: newest partition first, the same cost with ten runs as with ten million.
 *
 * A filter by project or workflow would make that walk long where the wanted runs are rare. Then the walk
 * is made per workflow over (workflow_key, id) instead, up to a bound of workflows: beyond it the project is
 * a large one and its runs are not rare. Statements that compare pairs are planned for their values each time: a plan for
 * any pairs reads all of what it should walk.
 */
import {
  isUuid,
  type Page,
  RUN_STATE_CODES,
  RUN_STATES,
  type RunFilter,
  type RunRecord,
  type TenantScope,
} from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';
import { HIGHEST_ID, lowestIdAt } from '../id-bounds.ts';
import {
  GRAPH_COLUMNS,
  GRAPH_STATE,
  HISTORY_COLUMNS,
  isOpenCode,
  type RunRow,
  SELECT_FOUND,
  SOLO_COLUMNS,
  SOLO_STATE,
  toRunRecords,
} from './run-row.ts';

const MAX_WALKS = 50;
const SUCCESS = RUN_STATE_CODES.success;

const OPEN = `(select ${GRAPH_COLUMNS} from run r
      where r.tenant_key = $1 and r.environment_key = $2 and r.id > $3 and r.id < $4 and ${GRAPH_STATE} = any($5::int2[])
        and ($9::bool or r.part is null) and ($7::text is null or r.project_key = (select key from project where tenant_key = $1 and name = $7))
      order by r.id desc limit $6)
    union all
    (select ${SOLO_COLUMNS} from task_run t
      where t.version_key is not null and t.task_no = 0 and t.tenant_key = $1 and t.environment_key = $2 and t.run_id > $3 and t.run_id < $4
        and ${SOLO_STATE} = any($5::int2[])
        and ($9::bool or t.part is null) and ($7::text is null or t.project_key = (select key from project where tenant_key = $1 and name = $7))
      order by t.run_id desc limit $6)
    union all`;

const OPEN_OF_WORKFLOWS = `(select ${GRAPH_COLUMNS} from run r
      where r.tenant_key = $1 and r.environment_key = $2 and r.id > $3 and r.id < $4 and ${GRAPH_STATE} = any($5::int2[]) and r.workflow_key = any($7::int4[]) and ($9::bool or r.part is null)
      order by r.id desc limit $6)
    union all
    (select ${SOLO_COLUMNS} from task_run t
      where t.version_key is not null and t.task_no = 0 and t.tenant_key = $1 and t.environment_key = $2 and t.run_id > $3 and t.run_id < $4
        and ${SOLO_STATE} = any($5::int2[]) and t.workflow_key = any($7::int4[]) and ($9::bool or t.part is null)
      order by t.run_id desc limit $6)
    union all`;

/** $1 tenant, $2 environment, $3 and $4 ids between which, $5 state codes, $6 limit, $7 project name or null, $8 limit for history, $9 with parts of other runs */
const NEWEST = {
  name: 'newest_runs',
  text: `with found as (
    ${OPEN}
    (select ${HISTORY_COLUMNS} from run_history h
      where h.tenant_key = $1 and h.environment_key = $2 and h.id > $3 and h.id < $4 and h.state = any($5::int2[])
        and ($9::bool or h.part is null) and ($7::text is null or h.project_key = (select key from project where tenant_key = $1 and name = $7))
      order by h.id desc limit $8)
    order by id desc limit $6
  ) ${SELECT_FOUND}`,
};

/**
 * As above, but $7 are workflow keys. The bounds are compared as pairs and the order names both columns:
 * with `workflow_key = …` the planner may walk the primary key instead and read all history for a workflow
 * that never ran.
 */
const NEWEST_OF_WORKFLOWS = {
  text: `with found as (
    ${OPEN_OF_WORKFLOWS}
    (select walk.* from unnest($7::int4[]) wanted(key) cross join lateral (
        select ${HISTORY_COLUMNS} from run_history h
        where (h.workflow_key, h.id) > (wanted.key, $3) and (h.workflow_key, h.id) < (wanted.key, $4)
          and ($9::bool or h.part is null) and h.id > $3 and h.id < $4 and h.tenant_key = $1 and h.environment_key = $2 and h.state = any($5::int2[])
        order by h.workflow_key desc, h.id desc limit $8) walk)
    order by id desc limit $6
  ) ${SELECT_FOUND}`,
};

/**
 * As NEWEST, of states without success. Each state is walked for itself over index run_history_state: one that is rare
 * would else be looked for among all that ended otherwise.
 */
const NEWEST_BAD = {
  text: `with found as (
    ${OPEN}
    (select walk.* from unnest($5::int2[]) wanted(state) cross join lateral (
        select ${HISTORY_COLUMNS} from run_history h
        where (h.state, h.id) > (wanted.state, $3) and (h.state, h.id) < (wanted.state, $4) and h.state <> ${SUCCESS}
          and ($9::bool or h.part is null) and h.id > $3 and h.id < $4 and h.tenant_key = $1 and h.environment_key = $2
          and ($7::text is null or h.project_key = (select key from project where tenant_key = $1 and name = $7))
        order by h.state desc, h.id desc limit $8) walk)
    order by id desc limit $6
  ) ${SELECT_FOUND}`,
};

/** As NEWEST_OF_WORKFLOWS, of states without success, over index run_history_workflow_state. */
const NEWEST_BAD_OF_WORKFLOWS = {
  text: `with found as (
    ${OPEN_OF_WORKFLOWS}
    (select walk.* from unnest($7::int4[]) wanted(key) cross join unnest($5::int2[]) ended(state) cross join lateral (
        select ${HISTORY_COLUMNS} from run_history h
        where (h.workflow_key, h.state, h.id) > (wanted.key, ended.state, $3) and (h.workflow_key, h.state, h.id) < (wanted.key, ended.state, $4)
          and h.state <> ${SUCCESS} and ($9::bool or h.part is null) and h.id > $3 and h.id < $4 and h.tenant_key = $1 and h.environment_key = $2
        order by h.workflow_key desc, h.state desc, h.id desc limit $8) walk)
    order by id desc limit $6
  ) ${SELECT_FOUND}`,
};

/**
 * As above, of runs that missed a promise: few, and found by index sla_term_missed. $7 project name, $8 workflow name.
 */
const MISSED = {
  name: 'runs_that_missed',
  text: `with missed as (
    select distinct run_id from sla_term m
    where m.missed_at is not null and m.run_id > $3 and m.run_id < $4 and m.tenant_key = $1 and m.environment_key = $2
      and ($7::text is null or m.project_key = (select key from project where tenant_key = $1 and name = $7))
      and ($8::text is null or m.workflow_key in (select key from workflow where tenant_key = $1 and name = $8))),
  found as (
    select * from (
      select ${GRAPH_COLUMNS} from run r where r.id in (select run_id from missed)
      union all
      select ${SOLO_COLUMNS} from task_run t where t.version_key is not null and t.task_no = 0 and t.run_id in (select run_id from missed)
      union all
      select ${HISTORY_COLUMNS} from run_history h where h.id in (select run_id from missed)) any_of
    where state = any($5::int2[]) and ($9::bool or part is null)
    order by id desc limit $6
  ) ${SELECT_FOUND}`,
};

/** One more than may be walked, to tell a large project. */
const WANTED_WORKFLOWS = {
  name: 'wanted_workflows',
  text: `select w.key from workflow w join project p on p.key = w.project_key
    where w.tenant_key = $1 and ($2::text is null or p.name = $2) and ($3::text is null or w.name = $3) limit ${MAX_WALKS + 1}`,
};

export async function listRuns(
  reader: Reader,
  scope: TenantScope & { readonly environmentKey: number },
  filter: RunFilter,
): Promise<Page<RunRecord>> {
  const codes = (filter.states ?? RUN_STATES).map((state) => RUN_STATE_CODES[state]);
  const [before] = filter.cursor === undefined ? [HIGHEST_ID] : decodeCursor(filter.cursor, [isUuid]);
  const take = filter.limit + 1;
  const common = [scope.tenantKey, scope.environmentKey, lowestIdAt(filter.createdAfter), before, codes, take];
  const parts = filter.children ?? false;
  const takeOfHistory = codes.every(isOpenCode) ? 0 : take;
  const rowsOf = async (): Promise<readonly RunRow[]> => {
    if (filter.slaMissed)
      return reader.rows<RunRow>(MISSED, [...common, filter.project ?? null, filter.workflow ?? null, parts]);
    const wanted = await wantedWorkflows(reader, scope, filter);
    if (wanted?.length === 0) return [];
    const isBad = takeOfHistory > 0 && !codes.includes(SUCCESS);
    return wanted === undefined
      ? reader.rows<RunRow>(isBad ? NEWEST_BAD : NEWEST, [...common, filter.project ?? null, takeOfHistory, parts])
      : reader.rows<RunRow>(isBad ? NEWEST_BAD_OF_WORKFLOWS : NEWEST_OF_WORKFLOWS, [
          ...common,
          wanted,
          takeOfHistory,
          parts,
        ]);
  };
  const rows = await rowsOf();
  return pageOf(await toRunRecords(reader, scope, rows), filter.limit, (run) => [run.id]);
}

/** Keys to walk, or undefined for the walk over all runs. */
async function wantedWorkflows(reader: Reader, scope: TenantScope, filter: RunFilter): Promise<number[] | undefined> {
  if (filter.project === undefined && filter.workflow === undefined) return undefined;
  const rows = await reader.rows<{ key: number }>(WANTED_WORKFLOWS, [
    scope.tenantKey,
    filter.project ?? null,
    filter.workflow ?? null,
  ]);
  // A name stands once in a project: without one, more than the bound cannot be told from a large project.
  return rows.length > MAX_WALKS && filter.workflow === undefined ? undefined : rows.map((row) => row.key);
}
