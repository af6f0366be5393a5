/** Runs that the tasks of a run were carried out by. Read from `run_child`, which keeps them in their order. */
import {
  type ChildFilter,
  type ChildTotals,
  type Page,
  RUN_STATE_CODES,
  RUN_STATES,
  type RunRecord,
  type TenantScope,
} from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';
import {
  GRAPH_COLUMNS,
  GRAPH_STATE,
  HISTORY_COLUMNS,
  type RunRow,
  selectFound,
  SOLO_COLUMNS,
  SOLO_STATE,
  toRunRecords,
} from './run-row.ts';

/** Of each task the last attempt: earlier ones were replaced by it. */
const LAST_ATTEMPT = `c.attempt_no = (
    select max(m.attempt_no) from run_child m where m.parent_run_id = c.parent_run_id and m.parent_no = c.parent_no and m.attempt_no > 0)`;
const PLACE = 'c.parent_no, c.round, c.position';
const OF_CHILD = `${PLACE}, c.task, c.key, c.item`;
/** As it stands in this run: one that is used again belongs to the run that started it. */
const PARENT = `jsonb_build_object('runId', $2::uuid, 'taskNo', f.parent_no, 'task', f.task, 'round', f.round, 'position', f.position,
  'key', f.key, 'item', f.item, 'isPart', coalesce(f.part, false))`;

/** $1 tenant, $2 run, $3 task number or null, $4 to $6 the place behind which, $7 state codes, $8 parts only, $9 limit */
const CHILDREN = {
  name: 'list_children',
  text: `with c as materialized (
    select c.* from run_child c
    where c.parent_run_id = $2 and ($3::int4 is null or c.parent_no = $3) and (${PLACE}) > ($4::int4, $5::int4, $6::int4) and ${LAST_ATTEMPT}),
  found as (
    select ${GRAPH_COLUMNS}, ${OF_CHILD} from c join run r on r.id = c.run_id where r.tenant_key = $1 and ${GRAPH_STATE} = any($7::int2[]) and (not $8::bool or r.part)
    union all
    select ${SOLO_COLUMNS}, ${OF_CHILD} from c join task_run t on t.run_id = c.run_id and t.task_no = 0
    where t.version_key is not null and t.tenant_key = $1 and ${SOLO_STATE} = any($7::int2[]) and (not $8::bool or t.part)
    union all
    select ${HISTORY_COLUMNS}, ${OF_CHILD} from c join run_history h on h.id = c.run_id
    where h.tenant_key = $1 and h.state = any($7::int2[]) and (not $8::bool or h.part)
    order by parent_no, round, position limit $9)
  ${selectFound(PARENT, 'f.parent_no, f.round, f.position')}`,
};

const IS_NUMBER = (part: string): boolean => /^\d{1,9}$/.test(part);

export async function listChildren(
  reader: Reader,
  scope: TenantScope,
  runId: string,
  filter: ChildFilter,
): Promise<Page<RunRecord>> {
  const after =
    filter.cursor === undefined ? ['-1', '0', '0'] : decodeCursor(filter.cursor, [IS_NUMBER, IS_NUMBER, IS_NUMBER]);
  const codes = (filter.states ?? RUN_STATES).map((state) => RUN_STATE_CODES[state]);
  const rows = await reader.rows<RunRow>(CHILDREN, [
    scope.tenantKey,
    runId,
    filter.taskNo ?? null,
    ...after,
    codes,
    filter.partsOnly ?? false,
    filter.limit + 1,
  ]);
  return pageOf(await toRunRecords(reader, scope, rows), filter.limit, ({ parent }) =>
    [parent?.taskNo, parent?.round, parent?.position].map(String),
  );
}

const TOTALS = {
  name: 'child_totals',
  text: `select c.parent_no, max(c.round) + 1 rounds, count(*) filter (where c.state is null) open, count(*) filter (where c.state = 10) success,
    count(*) filter (where c.state = 11) failed, count(*) filter (where c.state = 12) stopped,
    (select child_of from task_run t where t.run_id = $1 and t.task_no = c.parent_no) "of"
  from run_child c where c.parent_run_id = $1 and ${LAST_ATTEMPT} group by c.parent_no`,
};

/** By task number. */
export async function childTotals(reader: Reader, runId: string): Promise<ReadonlyMap<number, ChildTotals>> {
  interface Row extends Omit<ChildTotals, 'of'> {
    readonly parent_no: number;
    readonly of: number | null;
  }
  const rows = await reader.rows<Row>(TOTALS, [runId]);
  return new Map(
    rows.map(({ parent_no, of, rounds, open, success, failed, stopped }) => [
      parent_no,
      {
        of: of ?? undefined,
        rounds,
        open,
        success,
        failed,
        stopped,
      },
    ]),
  );
}
