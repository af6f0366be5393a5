/**
 * What an explanation of a run and its task runs is made from. Two statements, and a third for the workers where
 * something is ready. The conditions in them are the texts that the engine's own statements are made of.
 */
import {
  ARRIVING_LANE,
  type ChildrenFacts,
  type Counters,
  FIRST_FINAL_CODE,
  type HoldFacts,
  type LaneRecord,
  MAX_AHEAD,
  phaseOf,
  type Reason,
  type RunFacts,
  runStateOf,
  type TaskFacts,
  TASK_STATE_CODES,
  taskStateOf,
  type TenantScope,
  type WaitFacts,
  WAITING_LANE,
} from '@carillon/core';
import { readLanes, readQueueFacts } from '../queues/index.ts';
import type { Reader } from '../reader.ts';
import { type LimitsInRun, readLimitFacts } from './limit-facts.ts';
import { readChildrenFacts } from './children-facts.ts';
import { CLAIMABLE, DUE, MOVING, PACED } from '../sql/conditions.ts';
import { isBefore, mayStart } from '../sql/hold.ts';
import { lastRunIsOpen } from '../sql/schedule.ts';
import type { VersionTasksOf } from './version-tasks.ts';
import { readWaitFacts } from './wait-facts.ts';
import { readWorkers } from './workers.ts';

/** A pause of a one-task run is its task run's. */
export const RUN_FACTS = {
  name: 'run_facts',
  text: `with head as (
      select id, version_key, state, reason, phase, created_at, paused_at, null::timestamptz ended_at, ${MOVING} moving
      from run where id = $2 and tenant_key = $1
      union all
      select run_id, version_key, case when t.stop_at is not null then 4 else 2 end, reason, 0, created_at, null, null, true
      from task_run t where run_id = $2 and task_no = 0 and version_key is not null and tenant_key = $1
      union all
      select id, version_key, state, reason, 0, created_at, null, ended_at, false from run_history where id = $2 and tenant_key = $1
    )
    select clock_timestamp() now, r.*, h.kind hold_kind, h.logical_time, s.id schedule_id, s.name schedule, s.definition ->> 'overlap' overlap,
      ${mayStart} may_start, case when ${lastRunIsOpen} then s.last_run_id end awaits, case when p.${PACED} then p.free_at end free_at,
      (select count(*) from (select 1 from run_hold e where ${isBefore} limit ${MAX_AHEAD}) e)::int4 ahead
    from head r left join run_hold h on h.run_id = r.id left join schedule s on s.key = h.schedule_key
      left join catch_up_pace p on p.tenant_key = h.tenant_key`,
};

/**
 * Rows of the run, hot and ended, as one snapshot. A place in a lane is counted from its start, once a lane: index
 * task_run_ready. Places are looked up, not joined: a plan that takes a run for one row would walk the whole line once
 * for each of its thousands. Why the attempt before ended is asked for those that are to be tried again.
 */
export const TASK_FACTS = {
  name: 'task_facts',
  text: `with mine as materialized (
      select t.*, (${CLAIMABLE} and lane_key > ${WAITING_LANE}) claimable, (${DUE}) is_due from task_run t where run_id = $1
    ), line as materialized (
      select q.run_id, q.task_no, q.ready_at, row_number() over w - 1 ahead, max(q.ready_at) over (w rows between unbounded preceding and 1 preceding) latest
      from (select distinct lane_key from mine where claimable) l cross join lateral (
        select run_id, task_no, lane_key, rank, ready_at from task_run t
        where ${CLAIMABLE} and lane_key = l.lane_key order by lane_key, rank limit ${MAX_AHEAD + 1}) q
      window w as (partition by q.lane_key order by q.rank, q.ready_at, q.run_id, q.task_no)
    ), places as materialized (
      select jsonb_object_agg(task_no, jsonb_build_array(ahead, coalesce(latest > ready_at, false))) by_task from line where run_id = $1
    )
    select m.task_no, m.state, m.claimable, m.lane_key = ${ARRIVING_LANE} arriving, coalesce(m.is_due, false) is_due, m.need, m.ok, m.failed, m.upstream_failed, m.skipped, m.attempt_no,
      m.tries, m.paused_at, m.held_state, m.ready_at, m.dispatched_at, m.started_at, m.stop_at, m.due_at, null::timestamptz ended_at, m.reason,
      case when m.claimable then m.lane_key end lane_key, (select by_task from places) -> m.task_no::text place, s.name worker,
      nullif(l.lease_until, '-infinity') lease_until,
      least(l.silent_at, l.lease_until) > clock_timestamp() heard,
      case when m.state = 5 then (select a.reason from attempt_history a where a.run_id = m.run_id and a.task_no = m.task_no
        order by a.attempt_no desc limit 1) end last_error
    from mine m left join worker_session s on s.key = m.session_key and m.attempt_id is not null left join worker_lease l on l.session_key = s.key
    union all
    select task_no, state, false, false, false, 0, 0, 0, 0, 0, attempt_no, 0, null, null, ready_at, dispatched_at, started_at, null, null, ended_at, reason,
      null, null, null, null, null, null
    from task_history where run_id = $1`,
};

interface HeadRow {
  readonly now: Date;
  readonly id: string;
  readonly version_key: number;
  readonly state: number;
  readonly reason: Reason | null;
  readonly phase: number;
  readonly created_at: Date;
  readonly paused_at: Date | null;
  readonly ended_at: Date | null;
  readonly moving: boolean;
  readonly hold_kind: HoldFacts['kind'] | null;
  readonly logical_time: Date | null;
  readonly schedule_id: string | null;
  readonly schedule: string | null;
  readonly overlap: string | null;
  readonly may_start: boolean;
  readonly awaits: string | null;
  readonly free_at: Date | null;
  readonly ahead: number;
}

interface Row {
  readonly task_no: number;
  readonly state: number;
  readonly claimable: boolean;
  readonly arriving: boolean;
  readonly is_due: boolean;
  readonly need: number;
  readonly ok: number;
  readonly failed: number;
  readonly upstream_failed: number;
  readonly skipped: number;
  readonly attempt_no: number;
  readonly tries: number;
  readonly paused_at: Date | null;
  readonly held_state: number | null;
  readonly ready_at: Date | null;
  readonly dispatched_at: Date | null;
  readonly started_at: Date | null;
  readonly stop_at: Date | null;
  readonly due_at: Date | null;
  readonly ended_at: Date | null;
  readonly reason: Reason | null;
  readonly lane_key: number | null;
  /** How many go first, and whether some of them came later; null: it is further behind than is counted. */
  readonly place: readonly [ahead: number, isOvertaken: boolean] | null;
  readonly worker: string | null;
  readonly lease_until: Date | null;
  readonly heard: boolean | null;
  readonly last_error: Reason | null;
}

export async function readRunFacts(
  reader: Reader,
  versionTasks: VersionTasksOf,
  scope: TenantScope,
  runId: string,
  depth = 0,
): Promise<RunFacts | undefined> {
  const [head] = await reader.rows<HeadRow>(RUN_FACTS, [scope.tenantKey, runId]);
  if (!head) return undefined;
  const rows = await reader.rows<Row>(TASK_FACTS, [runId]);
  const plan = (await versionTasks(head.version_key)).plan();
  const children = rows.some(({ reason }) => reason?.code === 'CHILDREN')
    ? await readChildrenFacts(
        reader,
        scope,
        runId,
        (child) => readRunFacts(reader, versionTasks, scope, child, depth + 1),
        depth,
      )
    : new Map();
  const waits = rows.some(isAwaiting) ? await readWaitFacts(reader, runId) : new Map();
  const limits = mayBeInLine(head, rows) ? await readLimitFacts(reader, runId) : undefined;
  const laneKeys = rows.flatMap(({ lane_key }) => lane_key ?? []);
  const lanes = new Map((await readLanes(reader, laneKeys)).map((lane) => [lane.key, lane]));
  return {
    runId,
    now: head.now,
    plan,
    state: runStateOf(head.state),
    reason: head.reason ?? undefined,
    phase: phaseOf(head.phase),
    createdAt: head.created_at,
    pausedAt: head.paused_at ?? undefined,
    endedAt: head.ended_at ?? undefined,
    isMoving: head.moving,
    hold: holdOf(head),
    ...(limits && { limits: limits.own }),
    tasks: tasksOf(rows, { lanes, children, waits, limits }),
    workers: laneKeys.length > 0 ? await readWorkers(reader) : [],
    queues: laneKeys.length > 0 ? await readQueueFacts(reader) : undefined,
  };
}

/** Another run, a dataset, a file or a signal. */
const isAwaiting = ({ state, reason }: Row): boolean =>
  state === TASK_STATE_CODES.waiting && (reason?.code.startsWith('DEP_') ?? false);

/** A hot row may outlive its end while late upstreams still count on it: history is then the truth. */
function tasksOf(
  rows: readonly Row[],
  known: {
    readonly lanes: ReadonlyMap<number, LaneRecord>;
    readonly children: ReadonlyMap<number, ChildrenFacts>;
    readonly waits: ReadonlyMap<number, WaitFacts>;
    readonly limits: LimitsInRun | undefined;
  },
): ReadonlyMap<number, TaskFacts> {
  const { lanes, children, waits, limits } = known;
  const hotFirst = [...rows].sort((a, b) => Number(a.ended_at !== null) - Number(b.ended_at !== null));
  return new Map(
    hotFirst.map((row) => [
      row.task_no,
      {
        ...toTaskFacts(row, lanes),
        children: children.get(row.task_no),
        limits: limits?.tasks.get(row.task_no),
        wait: isAwaiting(row) ? waits.get(row.task_no) : undefined,
      },
    ]),
  );
}

/** What waits for limits is queued and in no lane, or held. */
const mayBeInLine = ({ hold_kind: kind }: HeadRow, rows: readonly Row[]): boolean =>
  kind === 'limit' || rows.some(({ state, claimable }) => state === TASK_STATE_CODES.queued && !claimable);

function holdOf(head: HeadRow): HoldFacts | undefined {
  if (head.hold_kind === null) return undefined;
  return {
    kind: head.hold_kind,
    logicalTime: head.logical_time ?? undefined,
    schedule:
      head.schedule_id === null
        ? undefined
        : { id: head.schedule_id, name: head.schedule ?? '', overlap: head.overlap ?? 'skip' },
    mayStart: head.may_start,
    awaits: head.awaits ?? undefined,
    ahead: head.ahead,
    paceFreeAt: head.free_at ?? undefined,
  };
}

function toTaskFacts(row: Row, lanes: ReadonlyMap<number, LaneRecord>): TaskFacts {
  return {
    state: row.stop_at && row.state < FIRST_FINAL_CODE ? 'stopping' : taskStateOf(row.state),
    reason: row.reason ?? undefined,
    isClaimable: row.claimable,
    isArriving: row.state === TASK_STATE_CODES.queued && row.arriving,
    isDue: row.is_due,
    counters: countersOf(row),
    attempt: row.attempt_no,
    tries: row.tries,
    pausedAt: row.paused_at ?? undefined,
    heldState: row.held_state === null ? undefined : taskStateOf(row.held_state),
    readyAt: row.ready_at ?? undefined,
    dispatchedAt: row.dispatched_at ?? undefined,
    startedAt: row.started_at ?? undefined,
    stopAt: row.stop_at ?? undefined,
    dueAt: row.due_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    line: row.claimable
      ? {
          lane: lanes.get(row.lane_key ?? 0),
          ahead: row.place?.[0] ?? MAX_AHEAD,
          isCut: row.place === null,
          isOvertaken: row.place?.[1] ?? false,
        }
      : undefined,
    holder:
      row.worker === null
        ? undefined
        : { worker: row.worker, leaseUntil: row.lease_until ?? undefined, isSilent: row.heard !== true },
    lastError: row.last_error ?? undefined,
  };
}

const countersOf = ({ need, ok, failed, upstream_failed, skipped }: Row): Counters => ({
  need,
  ok,
  failed,
  upstreamFailed: upstream_failed,
  skipped,
});
