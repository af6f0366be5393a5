/** All tables of the model, with the keys and the guards that the schema has. */
import { ARRIVING_LANE, type EngineVersion, type QueueRecord, runEdges } from '@carillon/core';
import type {
  ApprovalRow,
  AttemptEndRow,
  DeploymentRow,
  EventRow,
  FiringRow,
  HoldRow,
  LaneRow,
  LeaseRow,
  LimitKeyRow,
  LimitSlotRow,
  LimitWaitRow,
  RunEndRow,
  RunRow,
  ScheduleRow,
  SessionRow,
  SignalRow,
  SignalTakenRow,
  SlaRow,
  TaskEndRow,
  TaskRow,
  WaitRow,
} from './rows.ts';
import { ConstraintError, createJournal, createLog, createTable, type Journal, type Log, type Table } from './table.ts';

/** What the store has that is not a row: its clock, its sequences, and randomness. */
export interface StoreMachine {
  /** `clock_timestamp()` in milliseconds. */
  now(): number;
  /** By the clock of those who look on from outside, which never steps. */
  elapsed(): number;
  newUuid(): string;
}

export interface Tables {
  readonly machine: StoreMachine;
  readonly journal: Journal;
  readonly runs: Table<string, RunRow>;
  /** Those of a run stand together: every statement reaches them by it. */
  readonly tasks: TaskTable;
  readonly taskEnds: EndTable<TaskEndRow>;
  readonly attemptEnds: EndTable<AttemptEndRow>;
  readonly runEnds: Table<string, RunEndRow>;
  readonly events: Log<EventRow>;
  readonly lanes: Table<number, LaneRow>;
  readonly sessions: Table<number, SessionRow>;
  readonly leases: Table<number, LeaseRow>;
  readonly idempotency: Table<string, { runId: string; bodyHash: string; runs: number; createdAt: number }>;
  readonly leaderLeases: Table<string, { owner: string; term: number; expiresAt: number }>;
  /** Each take and renewal of a leader's lease, in the order of commits: of the model only, for its checks. */
  readonly terms: Log<{ readonly name: string; readonly owner: string; readonly term: number }>;
  readonly schedules: Table<number, ScheduleRow>;
  readonly firings: Map<number, Table<number, FiringRow>>;
  readonly holds: Table<string, HoldRow>;
  readonly paces: Table<number, { tenantKey: number; freeAt: number }>;
  readonly deployments: Table<string, DeploymentRow>;
  readonly approvals: Table<string, ApprovalRow>;
  readonly waits: Table<string, WaitRow>;
  readonly signals: Table<string, SignalRow>;
  readonly signalsTaken: Table<string, SignalTakenRow>;
  readonly slaTerms: Table<string, SlaRow>;
  readonly limitKeys: Table<string, LimitKeyRow>;
  readonly limitSlots: Table<string, LimitSlotRow>;
  readonly limitWaits: Table<string, LimitWaitRow>;
  /** All that were ever made: of the model only, for its checks. */
  readonly promised: Log<Pick<SlaRow, 'runId' | 'taskNo' | 'kind' | 'term'>>;
  readonly versions: Table<number, EngineVersion>;
  readonly queues: Table<string, QueueRecord>;
  /** Sequences are not undone, as in PostgreSQL. */
  nextFence(): number;
  nextSessionKey(): number;
  nextLaneKey(): number;
  /** What a statement counts down from; without the lock on the run, what it was before a concurrent one. */
  openSeenBy(run: RunRow): number;
  /** What the tests for broken safeties take away. */
  readonly without: ReadonlySet<Safety>;
}

/**
 * What the promises rest on; each can be taken away, and a check must then find out. Most are guards of the store; the
 * `journal` is the worker's.
 */
export const SAFETIES = [
  'fence',
  'unique_firing',
  'seen_state',
  'lease_margin',
  'session_end',
  'claim_state',
  'run_lock',
  'term',
  'journal',
  'signal_once',
  'sla_once',
  'slot_count',
] as const;
export type Safety = (typeof SAFETIES)[number];

export interface TaskTable {
  get(runId: string, taskNo: number): TaskRow | undefined;
  of(runId: string): Iterable<TaskRow>;
  all(): Iterable<TaskRow>;
  insert(row: TaskRow): TaskRow;
  update(row: TaskRow, changes: Partial<TaskRow>): TaskRow;
  delete(row: TaskRow): void;
  deleteOf(runId: string): void;
}

export interface EndTable<R> {
  of(runId: string): readonly R[];
  append(row: R): void;
  /** Only those of tasks that are taken back. */
  remove(runId: string, taskNos: ReadonlySet<number>): readonly R[];
  all(): Iterable<R>;
}

const RUN_EDGES: ReadonlySet<string> = new Set(runEdges.map((edge) => edge.join('-')));

function checkRunEdge(row: RunRow, { state = row.state }: Partial<RunRow>): void {
  if (state !== row.state && !RUN_EDGES.has(`${row.state}-${state}`))
    throw new ConstraintError('P0001', `run ${row.id} cannot go from state ${row.state} to ${state}`);
}

export function createTables(machine: StoreMachine, without: ReadonlySet<Safety> = new Set()): Tables {
  const journal = createJournal();
  let fence = 0;
  let sessionKey = 0;
  let laneKey = 0;
  const limitSlots = createTable<string, LimitSlotRow>(journal, 'limit_slot');
  const limitWaits = createTable<string, LimitWaitRow>(journal, 'limit_wait');
  const freeLimits = ({ runId, taskNo, limits }: TaskRow): void => {
    for (const { id } of limits?.keys ?? [])
      for (const table of [limitSlots, limitWaits]) table.delete(`${runId}/${taskNo}/${id}`);
  };
  return {
    machine,
    journal,
    runs: createTable<string, RunRow>(journal, 'run', checkRunEdge),
    tasks: createTaskTable(journal, freeLimits),
    taskEnds: createEndTable<TaskEndRow>(journal, 'task_history', () => true),
    attemptEnds: createEndTable<AttemptEndRow>(
      journal,
      'attempt_history',
      (one, other) => one.attemptNo === other.attemptNo,
    ),
    runEnds: createTable(journal, 'run_history'),
    events: createLog(journal),
    lanes: createTable(journal, 'lane'),
    sessions: createTable(journal, 'worker_session'),
    leases: createTable(journal, 'worker_lease'),
    idempotency: createTable(journal, 'idempotency'),
    leaderLeases: createTable(journal, 'lease'),
    terms: createLog(journal),
    schedules: createTable(journal, 'schedule'),
    firings: new Map(),
    holds: createTable(journal, 'run_hold'),
    paces: createTable(journal, 'catch_up_pace'),
    deployments: createTable(journal, 'deployment'),
    approvals: createTable(journal, 'approval'),
    waits: createTable(journal, 'task_wait'),
    signals: createTable(journal, 'signal'),
    signalsTaken: createTable(journal, 'signal_taken'),
    slaTerms: createTable(journal, 'sla_term'),
    limitKeys: createTable(journal, 'limit_key'),
    limitSlots,
    limitWaits,
    promised: createLog(journal),
    versions: createTable(journal, 'workflow_version'),
    queues: createTable(journal, 'queue'),
    nextFence: () => ++fence,
    nextSessionKey: () => ++sessionKey,
    nextLaneKey: () => ++laneKey,
    openSeenBy: without.has('run_lock') ? createStaleReads(machine) : (run) => run.open,
    without,
  };
}

/** How long a statement takes whose run another one may change meanwhile. */
const STATEMENT_MS = 500;

function createStaleReads(machine: StoreMachine): (run: RunRow) => number {
  const reads = new Map<string, { readonly at: number; readonly open: number }>();
  return ({ id, open }) => {
    const before = reads.get(id);
    if (before && machine.now() - before.at < STATEMENT_MS) return before.open;
    reads.set(id, { at: machine.now(), open });
    return open;
  };
}

/** States in which a task run keeps its slots, and its place in line: queued, starting, running, stopping. */
const KEEPS_LIMITS: ReadonlySet<number> = new Set([1, 2, 3, 7]);

function createTaskTable(journal: Journal, freeLimits: (row: TaskRow) => void): TaskTable {
  const byRun = new Map<string, Map<number, TaskRow>>();
  /** The same rows in one list, as polls walk through them all. */
  const rowsOfAll = new Set<TaskRow>();
  const put = (row: TaskRow): void => {
    rowsOfAll.add(row);
    const rows = byRun.get(row.runId);
    if (rows) rows.set(row.taskNo, row);
    else byRun.set(row.runId, new Map([[row.taskNo, row]]));
  };
  const drop = (row: TaskRow): void => {
    rowsOfAll.delete(row);
    const rows = byRun.get(row.runId);
    if (rows?.delete(row.taskNo) && rows.size === 0) byRun.delete(row.runId);
  };
  const none: readonly TaskRow[] = [];
  return {
    get: (runId, taskNo) => byRun.get(runId)?.get(taskNo),
    of: (runId) => [...(byRun.get(runId)?.values() ?? none)],
    all: () => rowsOfAll.values(),
    insert(row) {
      if (byRun.get(row.runId)?.has(row.taskNo))
        throw new ConstraintError('23505', `task_run has a row ${row.runId}/${row.taskNo} already`);
      put(row);
      journal.note(() => drop(row));
      return row;
    },
    update(row, changes) {
      const before = { ...row };
      journal.note(() => Object.assign(row, before));
      Object.assign(row, changes);
      if (!row.limits || !KEEPS_LIMITS.has(before.state) || KEEPS_LIMITS.has(row.state)) return row;
      freeLimits(row);
      return Object.assign(row, { laneKey: ARRIVING_LANE });
    },
    delete(row) {
      drop(row);
      journal.note(() => put(row));
      freeLimits(row);
    },
    deleteOf(runId) {
      for (const row of byRun.get(runId)?.values() ?? none) this.delete(row);
    },
  };
}

function createEndTable<R extends { readonly runId: string; readonly taskNo: number }>(
  journal: Journal,
  name: string,
  isSame: (one: R, other: R) => boolean,
): EndTable<R> {
  const byRun = new Map<string, R[]>();
  return {
    of: (runId) => byRun.get(runId) ?? [],
    append(row) {
      const rows = byRun.get(row.runId) ?? [];
      if (rows.some((other) => other.taskNo === row.taskNo && isSame(row, other)))
        throw new ConstraintError('23505', `${name} has a row ${row.runId}/${row.taskNo} already`);
      byRun.set(row.runId, rows);
      rows.push(row);
      journal.note(() => rows.pop());
    },
    remove(runId, taskNos) {
      const rows = byRun.get(runId) ?? [];
      const kept = rows.filter(({ taskNo }) => !taskNos.has(taskNo));
      byRun.set(runId, kept);
      journal.note(() => byRun.set(runId, rows));
      return rows.filter(({ taskNo }) => taskNos.has(taskNo));
    },
    *all() {
      for (const rows of byRun.values()) yield* rows;
    },
  };
}
