/**
 * A run as a row, wherever it stands. One CTE branch per place: `run` holds open runs of several tasks,
 * `task_run` open runs of one task, `run_history` everything that ended. All branches are read by one
 * statement, so that a run on its way to history is seen exactly once.
 */
import {
  type CalendarTables,
  calendarNames,
  FIRST_FINAL_CODE,
  type JsonObject,
  type Reason,
  type RunParent,
  type RunRecord,
  NO_CALENDARS,
  runLogicalDate,
  runStateOf,
  schedulesOf,
  type TenantScope,
  type WorkflowDocument,
} from '@carillon/core';
import { readTables } from '../catalog/calendars.ts';
import type { Reader } from '../reader.ts';

export interface RunRow {
  readonly id: string;
  readonly version_key: number;
  readonly workflow_key: number;
  readonly project_key: number;
  readonly environment_key: number;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly version: number;
  readonly state: number;
  readonly reason: Reason | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly logical_time: Date | null;
  readonly trigger_kind: string;
  readonly actor: string;
  readonly params: JsonObject;
  readonly output: JsonObject | null;
  readonly rerun_of: string | null;
  readonly attempt_no: number | null;
  readonly parent: RunParent | null;
  readonly sla_missed: boolean;
  readonly retries: number;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly zone_source: {
    readonly [K in keyof Pick<WorkflowDocument, 'timezone' | 'schedule' | 'schedules'>]: WorkflowDocument[K] | null;
  };
}

/** State of a one-task run, from its task run: a stop request first, a pause, then whether anything was dispatched. */
export const SOLO_STATE = `(case when t.stop_at is not null then 4 when t.paused_at is not null then 3 when t.state in (0, 1) and t.attempt_no = 0 then 1 else 2 end)::int2`;

/**
 * A run of several tasks is stored as running from the start: its first dispatch would otherwise be a second
 * write of the row. Until then it is shown as what it is, queued. One that was stopped and cleans up is stored as
 * running, too, and shown as stopping.
 */
export const GRAPH_STATE = `(case when r.state = 2 and r.ends_as = 12 then 4 when r.state = 2
    and not exists (select 1 from task_run t where t.run_id = r.id and (t.attempt_no > 0 or t.state = 4))
    and not exists (select 1 from task_history h where h.run_id = r.id) then 1 else r.state end)::int2`;

export const GRAPH_COLUMNS = `r.id, r.version_key, r.project_key, r.environment_key, ${GRAPH_STATE} state, r.reason, r.created_at,
  null::timestamptz started_at, null::timestamptz ended_at, r.logical_time, r.trigger_kind, r.actor, r.params, null::jsonb output, false solo, r.rerun_of, r.parent_run_id, r.part, null::int2 attempt_no`;
export const SOLO_COLUMNS = `t.run_id id, t.version_key, t.project_key, t.environment_key, ${SOLO_STATE} state, t.reason, t.created_at,
  coalesce(t.started_at, t.dispatched_at) started_at, null::timestamptz ended_at, t.logical_time, t.trigger_kind, t.actor, t.params, null::jsonb output, true solo, t.rerun_of, t.parent_run_id, t.part, t.attempt_no`;
export const HISTORY_COLUMNS = `h.id, h.version_key, h.project_key, h.environment_key, h.state, h.reason, h.created_at,
  h.started_at, h.ended_at, h.logical_time, h.trigger_kind, h.actor, h.params, h.output, h.attempt_no is not null solo, h.rerun_of, h.parent_run_id, h.part, h.attempt_no`;

const PARENT = `case when f.parent_run_id is not null then (
      select jsonb_build_object('runId', c.parent_run_id, 'taskNo', c.parent_no, 'task', c.task, 'round', c.round, 'position', c.position,
        'key', c.key, 'item', c.item, 'depth', c.depth, 'isPart', coalesce(f.part, false))
      from run_child c where c.parent_run_id = f.parent_run_id and c.run_id = f.id and c.attempt_no > 0) end`;

/** Attempts that ended without ending their task, but for those that were handed back (17); as many as a page should count. */
const RETRIES = `(select count(*) from (select 1 from attempt_history where run_id = f.id and state <> 17 limit 1000) a)::int4`;

/**
 * Names instead of keys, for the rows of the CTE `found`. A run of several tasks has no column for its
 * start: it is the earliest one among its tasks, of a bounded number of them, so that a page of huge runs
 * costs no more than that.
 */
export const selectFound = (
  parent: string,
  order: string,
): string => `select f.id, f.version_key, v.workflow_key, f.project_key, f.environment_key, p.name project, e.name environment, w.name workflow, v.number version, f.state, f.reason,
    f.created_at, f.ended_at, f.logical_time, f.trigger_kind, f.actor, f.params, f.output, f.rerun_of,
    case when f.solo then f.started_at else least(
      (select min(t.started_at) from (select started_at from task_history where run_id = f.id order by task_no limit 200) t),
      (select min(t.started_at) from (select coalesce(started_at, dispatched_at) started_at from attempt_history where run_id = f.id order by task_no limit 200) t),
      (select min(t.started_at) from (select coalesce(started_at, dispatched_at) started_at from task_run where run_id = f.id order by task_no limit 200) t)
    ) end started_at,
    jsonb_build_object('timezone', v.document -> 'timezone', 'schedule', v.document -> 'schedule', 'schedules', v.document -> 'schedules') zone_source,
    f.attempt_no, ${parent} parent, ${RETRIES} retries, v.document -> 'labels' labels,
    exists (select 1 from sla_term where run_id = f.id and missed_at is not null) sla_missed
  from found f
  join workflow_version v on v.key = f.version_key
  join workflow w on w.key = v.workflow_key
  join project p on p.key = f.project_key
  join environment e on e.key = f.environment_key
  order by ${order}`;
export const SELECT_FOUND = selectFound(PARENT, 'f.id desc');

/** Logical dates need the calendars of schedules: those of each project are read once, and most have none. */
export async function toRunRecords(
  reader: Reader,
  { tenantKey }: TenantScope,
  rows: readonly RunRow[],
): Promise<readonly RunRecord[]> {
  const tables = new Map<string, CalendarTables>();
  for (const [place, { projectKey, environmentKey, names }] of usedCalendars(rows))
    tables.set(place, await readTables(reader, { tenantKey, projectKey, environmentKey }, [...names]));
  return rows.map((row) => toRunRecord(row, tables.get(placeOf(row)) ?? NO_CALENDARS));
}

interface UsedCalendars {
  readonly projectKey: number;
  readonly environmentKey: number;
  readonly names: Set<string>;
}

const placeOf = (row: RunRow): string => `${row.project_key}/${row.environment_key}`;

function usedCalendars(rows: readonly RunRow[]): ReadonlyMap<string, UsedCalendars> {
  const used = new Map<string, UsedCalendars>();
  for (const row of rows) {
    const names = schedulesOf(row.zone_source).flatMap(([, definition]) => calendarNames(definition));
    if (names.length === 0 || row.logical_time === null) continue;
    const place = used.get(placeOf(row)) ?? {
      projectKey: row.project_key,
      environmentKey: row.environment_key,
      names: new Set(),
    };
    used.set(placeOf(row), place);
    for (const name of names) place.names.add(name);
  }
  return used;
}

function toRunRecord(row: RunRow, calendars: CalendarTables): RunRecord {
  return {
    id: row.id,
    project: row.project,
    environment: row.environment,
    workflow: row.workflow,
    version: row.version,
    versionKey: row.version_key,
    workflowKey: row.workflow_key,
    state: runStateOf(row.state),
    reason: row.reason ?? undefined,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    logicalTime: row.logical_time ?? undefined,
    logicalDate: runLogicalDate(
      row.zone_source,
      { logicalTime: row.logical_time ?? undefined, createdAt: row.created_at },
      calendars,
    ),
    triggerKind: row.trigger_kind,
    actor: row.actor,
    params: row.params,
    output: row.output ?? undefined,
    rerunOf: row.rerun_of ?? undefined,
    slaMissed: row.sla_missed,
    attempt: row.attempt_no ?? undefined,
    parent: row.parent ?? undefined,
    retries: row.retries,
    labels: row.labels ?? {},
  };
}

export const isOpenCode = (code: number): boolean => code < FIRST_FINAL_CODE;
