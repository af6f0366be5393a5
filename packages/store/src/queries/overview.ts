/**
 * What the page that people open first asks. Each statement walks a bounded number of rows, newest or oldest first, by an
 * index that is there for other reasons: it costs the same with ten runs as with ten million.
 */
import {
  type Failure,
  type OverviewPlace,
  type OverviewQueries,
  type PlatformLag,
  type RunCounts,
  runStateOf,
} from '@carillon/core';
import { lowestIdAt } from '../id-bounds.ts';
import { createReader, type Reader } from '../reader.ts';
import { FAILED_TASKS, failedTaskOf, type FailedTaskRow } from './failed-task.ts';
import { lastingWalk, startOfOthers, stepsBack } from './lasting-runs.ts';
import { walking } from './run-floors.ts';
import { GRAPH_STATE, SOLO_STATE } from './run-row.ts';
import { createVersionTasks, type VersionTasksOf } from './version-tasks.ts';
import type pg from 'pg';

/** Runs that are walked for counts: as many as a count tells before it says "10k+". */
const MOST_COUNTED = 10_000;
const MOST_FAILURES = 500;
const MOST_HOT_ROWS = 5_000;
const MOST_WAITING_RUNS = 20;
const MOST_PROMISES = 50;

/** $1 tenant, $2 environment, $3 project or null */
const within = (row: string): string => `${row}.tenant_key = $1 and ${row}.environment_key = $2
  and ($3::text is null or ${row}.project_key = (select key from project where tenant_key = $1 and name = $3))`;

const OPEN = {
  name: 'open_run_counts',
  text: `with r as materialized (select * from run order by id desc limit ${MOST_COUNTED}),
    t as materialized (select * from task_run where version_key is not null and task_no = 0 order by run_id desc limit ${MOST_COUNTED})
    select state, count(*)::int4, (select greatest((select count(*) from r), (select count(*) from t)))::int4 walked from (
      select ${GRAPH_STATE} state from r where ${within('r')} and r.part is null
      union all
      select ${SOLO_STATE} from t where ${within('t')} and t.part is null) open
    group by state`,
};

/** $4 since when, $5 the id from which on a run can have ended since then without having lasted, $6 and $7 steps back */
const lasting = (columns: string, where: string, limit: number): string =>
  lastingWalk({ steps: '$6', lowest: '$7', below: '$5', columns, where: `h.ended_at >= $4 and ${where}`, limit });

const COUNTED = 'h.tenant_key, h.project_key, h.environment_key, h.part, h.state, h.ended_at';
const ENDED = {
  text: `select state, count(*) filter (where ${within('h')} and h.part is null and h.ended_at >= $4)::int4, (sum(count(*)) over ())::int4 walked
    from (
      (select ${COUNTED} from run_history h where h.id >= $5 order by h.id desc limit ${MOST_COUNTED})
      union all
      (${lasting(COUNTED, 'true', MOST_COUNTED)})) h
    group by state`,
};

/** Index run_history_bad. Whom a failure was allowed is not known here: the run's own reason names the task that failed it. */
const OF_FAILURES = `h.state = 11 and h.ended_at >= $4 and ${within('h')} and h.part is null`;
const FAILED = {
  text: `with bad as materialized (
      select * from (
        (select h.* from run_history h where h.id >= $5 and ${OF_FAILURES} order by h.id desc limit ${MOST_FAILURES})
        union all
        (${lasting('h.*', OF_FAILURES, MOST_FAILURES)})) since
      order by id desc limit ${MOST_FAILURES})
    select b.id, p.name project, w.name workflow, b.version_key, b.reason, b.ended_at, b.attempt_no is not null solo,
      ${FAILED_TASKS('b.id')} failed,
      (select count(*) from task_history where run_id = b.id and state = 13)::int4 cascade
    from bad b join workflow w on w.key = b.workflow_key join project p on p.key = b.project_key
    order by b.id desc`,
};

/** Codes of task runs: 2 and 3 are with a worker, 1, 4, 5 and 6 wait. Whether anything does is told by an explanation. */
const WAITING = {
  name: 'waiting_runs',
  text: `select id from (
      select id from (select * from run where id < $4 order by id limit ${MOST_HOT_ROWS}) r
      where ${within('r')} and (r.paused_at is not null
        or exists (select 1 from task_run t where t.run_id = r.id and t.state in (1, 4, 5, 6))
        or not exists (select 1 from task_run t where t.run_id = r.id and t.state in (2, 3)))
      union
      select run_id from (select * from task_run where run_id < $4 and task_no = 0 and version_key is not null order by run_id limit ${MOST_HOT_ROWS}) t
      where ${within('t')} and t.state in (0, 1, 4, 5, 6)) waiting
    order by id limit ${MOST_WAITING_RUNS}`,
};

/** Those to come by index sla_term_due, those broken by index sla_term_missed. */
const PROMISES = {
  name: 'promises_at_risk',
  text: `select s.run_id, p.name project, w.name workflow, s.task_no, s.kind, s.term, s.predicted_at, s.missed_at, r.version_key
    from (
      (select * from sla_term s where s.due_at is not null and s.predicted_at is not null and s.missed_at is null and ${within('s')}
        order by s.due_at limit ${MOST_PROMISES})
      union all
      (select * from sla_term s where s.missed_at is not null and s.run_id >= $4 and ${within('s')} order by s.run_id desc limit ${MOST_PROMISES})) s
    join workflow w on w.key = s.workflow_key join project p on p.key = s.project_key
    cross join lateral (
      select version_key from run where id = s.run_id
      union all select version_key from task_run where run_id = s.run_id and task_no = 0 and version_key is not null
      union all select version_key from run_history where id = s.run_id limit 1) r
    order by s.missed_at is not null, s.term limit ${MOST_PROMISES}`,
};

/** The ends of indexes schedule_due and task_run_due. */
const LAG = {
  name: 'platform_lag',
  text: `select greatest(0, extract(epoch from clock_timestamp() -
        (select min(due_at) from schedule where state = 'enabled' and not workflow_paused and due_at is not null)) * 1000)::int8 schedules,
      greatest(0, extract(epoch from clock_timestamp() - (select min(due_at) from task_run where due_at is not null)) * 1000)::int8 timers`,
};

interface CountRow {
  readonly state: number;
  readonly count: number;
  readonly walked: number;
}

interface FailedRow extends FailedTaskRow {
  readonly id: string;
  readonly project: string;
  readonly workflow: string;
  readonly ended_at: Date;
  readonly cascade: number;
}

interface PromiseRow {
  readonly run_id: string;
  readonly project: string;
  readonly workflow: string;
  readonly task_no: number;
  readonly kind: 'start_by' | 'finish_by';
  readonly term: Date;
  readonly predicted_at: Date | null;
  readonly missed_at: Date | null;
  readonly version_key: number;
}

const placed = ({ tenantKey, environmentKey, project }: OverviewPlace): readonly unknown[] => [
  tenantKey,
  environmentKey,
  project ?? null,
];

function ends(since: Date): readonly unknown[] {
  const { steps, lowest } = stepsBack(since);
  return [since, startOfOthers(since), steps, lowest];
}

const countsOf = (rows: readonly CountRow[]): RunCounts => ({
  counts: Object.fromEntries(rows.flatMap(({ state, count }) => (count > 0 ? [[runStateOf(state), count]] : []))),
  isPartial: rows.some(({ walked }) => walked >= MOST_COUNTED),
});

export function createOverviewQueries(pool: pg.Pool): OverviewQueries {
  const reader = createReader(pool);
  const versionTasks = createVersionTasks(reader);
  return {
    openRuns: async (place) => countsOf(await reader.rows<CountRow>(OPEN, placed(place))),
    endedRuns: async (place, since) =>
      countsOf(await walking(reader, (walker) => walker.rows<CountRow>(ENDED, [...placed(place), ...ends(since)]))),
    failures: async (place, since) => {
      const values = [...placed(place), ...ends(since)];
      const rows = await walking(reader, (walker) => walker.rows<FailedRow>(FAILED, values));
      const failures = await Promise.all(rows.map((row) => failureOf(row, versionTasks)));
      return { failures, isPartial: rows.length === MOST_FAILURES };
    },
    waitingRuns: async (place, before) => {
      const rows = await reader.rows<{ id: string }>(WAITING, [...placed(place), lowestIdAt(before)]);
      return rows.map(({ id }) => id);
    },
    promises: (place, since) => promisesOf(reader, versionTasks, [...placed(place), lowestIdAt(since)]),
    lag: async () => {
      const [row] = await reader.rows<{ schedules: number | null; timers: number | null }>(LAG, []);
      return { schedulesMs: row?.schedules ?? 0, timersMs: row?.timers ?? 0 } satisfies PlatformLag;
    },
  };
}

async function failureOf(row: FailedRow, versionTasks: VersionTasksOf): Promise<Failure> {
  const { id: runId, project, workflow, cascade, ended_at: endedAt } = row;
  return { runId, project, workflow, ...(await failedTaskOf(row, versionTasks)), endedAt, cascade };
}

async function promisesOf(
  reader: Reader,
  versionTasks: VersionTasksOf,
  values: readonly unknown[],
): ReturnType<OverviewQueries['promises']> {
  const rows = await reader.rows<PromiseRow>(PROMISES, values);
  return Promise.all(
    rows.map(
      async ({ run_id: runId, project, workflow, task_no, kind, term, predicted_at, missed_at, version_key }) => ({
        runId,
        project,
        workflow,
        task: task_no < 0 ? undefined : ((await versionTasks(version_key)).tasks[task_no]?.id ?? String(task_no)),
        kind,
        term,
        predictedAt: predicted_at ?? undefined,
        missedAt: missed_at ?? undefined,
      }),
    ),
  );
}
