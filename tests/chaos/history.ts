/** What happened, as plain rows: those of the store, what clients and receivers were told, and what tasks told outside. */
import { compilePlan, parseId, splitTaskRunId, type WorkflowDocument } from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { openDatabase } from '@carillon/store';
import type { History } from '@carillon/testkit/sim';
import type { Promised } from './hands.ts';
import type { Execution } from './ledger.ts';
import { LIMITED, type ScheduleLoad } from './load.ts';
import type { Alert } from './sink.ts';
import type { Trouble } from './story.ts';
import type { Seen } from './stream.ts';

export interface ChaosHistory extends History {
  /** Runs of the workflow with a limit, and how many of them may work at once. */
  readonly limited: { readonly runIds: ReadonlySet<string>; readonly max: number };
  /** Attempts whose code came to its end. */
  readonly finished: ReadonlySet<string>;
  readonly alertedRuns: ReadonlySet<string>;
  /** Of requests, as the store keeps them: one for each run that one of them made. */
  readonly keys: readonly string[];
  /** What the store keeps and what the reader saw, `<greatest transaction of its run so far>-<number>`. */
  readonly outbox: readonly Seen[];
  readonly seen: readonly Seen[];
  readonly gaps: readonly { readonly after: string; readonly until: string }[];
  readonly takes: readonly { readonly name: string; readonly at: number; readonly freeAt: number | undefined }[];
  readonly writes: readonly { readonly consumer: string; readonly by: string; readonly leader: string | undefined }[];
  readonly troubles: readonly Trouble[];
  readonly survivors: readonly string[];
  /** Transactions of the platform that are open although it rests. */
  readonly openTransactions: readonly string[];
}

/** What is not in the store. */
export interface Told {
  readonly schedules: ReadonlyMap<string, ScheduleLoad>;
  readonly appliedAt: number;
  /** Schedules were on at least until then. */
  readonly to: number;
  readonly promised: readonly Promised[];
  readonly executions: readonly Execution[];
  readonly frozen: readonly { readonly node: string; readonly from: number; readonly to: number }[];
  readonly alerts: readonly Alert[];
  readonly seen: readonly Seen[];
  readonly gaps: ChaosHistory['gaps'];
  readonly survivors: readonly string[];
  readonly troubles: readonly Trouble[];
  readonly mistakes: readonly string[];
  readonly rested: boolean;
  readonly slots: number;
}

interface EndRow {
  readonly run_id: string;
  readonly task_no: number;
  readonly state: number;
  readonly attempt_no: number;
  readonly attempt_id: string | null;
  readonly fence: string | null;
  readonly reason: { readonly code?: string } | null;
  readonly ended_at: Date;
}

/** What is committed after a report is known to be, by another clock of the same machine. */
const CLOCKS_MS = 1_000;
const OPEN_TOO_LONG = "interval '10 s'";

const internalRun = (id: string): string => parseId('run', id) ?? id;

const endOf = (row: EndRow) => ({
  runId: row.run_id,
  taskNo: row.task_no,
  state: row.state,
  attemptNo: row.attempt_no,
  attemptId: row.attempt_id ?? undefined,
  fence: row.fence === null ? undefined : Number(row.fence),
  reason: row.reason?.code,
  seenAt: row.ended_at.getTime() + CLOCKS_MS,
  endedAt: row.ended_at.getTime(),
});

type Rows = <R extends object>(text: string) => Promise<readonly R[]>;

/** Reads everything at the end, when all is quiet. */
export async function readHistory(databaseUrl: string, told: Told): Promise<ChaosHistory> {
  const log = createLogger({ name: 'chaos', level: 'warn' });
  const options = { url: databaseUrl, applicationName: 'chaos', apiConnections: 1, leaseConnections: 1 };
  const database = openDatabase(options, log);
  const rows: Rows = async <R extends object>(text: string) => (await database.api.query<R>(text)).rows;
  try {
    const events = await rows<{
      run_id: string;
      id: string;
      at: Date;
      run_state: number | null;
      transitions: History['events'][number]['steps'];
    }>(`select run_id, max(xid) over (partition by run_id order by seq) || '-' || seq id, at, run_state, transitions
      from event order by event.run_id, event.seq`);
    const executions = await executionsOf(rows, told);
    const keys = await rows<{ key: string; run_id: string }>('select key, run_id from idempotency');
    return {
      ...(await ledgerOf(rows, told)),
      runs: await runsOf(rows),
      taskEnds: (
        await rows<EndRow>(
          `select run_id, task_no, state, attempt_no, attempt_id, fence::text, reason, ended_at from task_history`,
        )
      ).map(endOf),
      attemptEnds: (
        await rows<EndRow>(
          `select run_id, task_no, state, attempt_no, attempt_id, fence::text, reason, ended_at from attempt_history`,
        )
      ).map(endOf),
      events: events.map((row) => ({
        runId: row.run_id,
        at: row.at.getTime(),
        runState: row.run_state ?? undefined,
        steps: row.transitions,
      })),
      executions,
      requests: told.promised.map(({ key, runId }) => ({ key, runId: internalRun(runId) })),
      runOfKey: new Map(keys.map((row) => [row.key, row.run_id])),
      keys: keys.map(({ key }) => key),
      tasksOf: await tasksOf(rows),
      slots: told.slots,
      mistakes: told.mistakes,
      rested: told.rested,
      limited: {
        max: LIMITED.max,
        runIds: new Set(
          (
            await rows<{ id: string }>(
              `select h.id from run_history h join workflow w on w.key = h.workflow_key where w.name = '${LIMITED.workflow}'`,
            )
          ).map(({ id }) => id),
        ),
      },
      finished: new Set(
        told.executions.flatMap(({ attempt, endedAt }) => (endedAt === undefined ? [] : [internalAttempt(attempt)])),
      ),
      alertedRuns: new Set(told.alerts.map(({ runId }) => internalRun(runId))),
      outbox: events.map((row) => ({ id: row.id, runId: row.run_id })),
      seen: told.seen.map(({ id, runId }) => ({ id, runId: internalRun(runId) })),
      gaps: told.gaps,
      // The load of the soak has none; simulated histories do.
      signals: [],
      promises: [],
      notices: [],
      ...(await termsOf(rows)),
      slotsHeld: Number((await rows<{ count: string }>('select count(*) from limit_slot')).at(0)?.count),
      survivors: told.survivors,
      troubles: told.troubles,
      openTransactions: (
        await rows<{ line: string }>(
          `select pid || ' ' || application_name || ': ' || left(query, 80) line from pg_stat_activity
           where application_name like 'carillon%' and xact_start < clock_timestamp() - ${OPEN_TOO_LONG}`,
        )
      ).map(({ line }) => line),
    };
  } finally {
    await database.close();
  }
}

async function ledgerOf(rows: Rows, told: Told): Promise<Pick<History, 'schedules' | 'firings'>> {
  const firings = (
    await rows<{
      schedule_key: number;
      logical_time: Date;
      through: Date | null;
      outcome: string;
      reason: string | null;
      run_id: string | null;
    }>('select schedule_key, logical_time, through, outcome, reason, run_id from firing order by 1, 2')
  ).map((row) => ({
    scheduleKey: row.schedule_key,
    logicalTime: row.logical_time.getTime(),
    through: row.through?.getTime(),
    outcome: row.outcome,
    reason: row.reason ?? '',
    runId: row.run_id ?? undefined,
  }));
  const schedules = (await rows<{ key: number; name: string }>('select key, name from schedule')).map(
    ({ key, name }) => {
      const { everyMs, overlap } = told.schedules.get(name) as ScheduleLoad;
      const own = firings.filter(({ scheduleKey }) => scheduleKey === key);
      return { key, name, overlap, expected: instants(everyMs, own, told) };
    },
  );
  return { schedules, firings };
}

/** How late a schedule may have come to be known to the store after it was sent. */
const APPLIED_WITHIN_MS = 10_000;

/** By arithmetic, not by the platform's own code: from its first row, which must come soon, to where it was paused. */
function instants(everyMs: number, own: History['firings'], { appliedAt, to }: Told): readonly number[] {
  const [first, last] = [own.at(0), own.at(-1)];
  const begin = Math.min(first?.logicalTime ?? Number.POSITIVE_INFINITY, appliedAt + APPLIED_WITHIN_MS);
  const end = Math.max(to, last?.through ?? last?.logicalTime ?? 0);
  const times: number[] = [];
  for (let at = Math.ceil(begin / everyMs) * everyMs; at <= end; at += everyMs) times.push(at);
  return times;
}

async function runsOf(rows: Rows): Promise<History['runs']> {
  const columns = 'version_key, trigger_kind, workflow_key, logical_time';
  const found = await rows<{
    id: string;
    state: number;
    version_key: number;
    trigger_kind: string;
    workflow_key: number;
    logical_time: Date | null;
    attempt_id: string | null;
    fence: string | null;
    ended_at: Date | null;
  }>(
    `select id, state, ${columns}, attempt_id, fence::text, ended_at from run_history
     union all select id, state, ${columns}, null, null, null from run
     union all select run_id, 2, ${columns}, null, null, null from task_run where version_key is not null`,
  );
  return found.map((row) => ({
    id: row.id,
    state: row.state,
    versionKey: row.version_key,
    triggerKind: row.trigger_kind,
    workflowKey: row.workflow_key,
    logicalTime: row.logical_time?.getTime(),
    attemptId: row.attempt_id ?? undefined,
    fence: row.fence === null ? undefined : Number(row.fence),
    seenAt: row.ended_at ? row.ended_at.getTime() + CLOCKS_MS : undefined,
    endedAt: row.ended_at?.getTime(),
  }));
}

async function tasksOf(rows: Rows): Promise<History['tasksOf']> {
  const versions = await rows<{ key: number; document: WorkflowDocument }>(
    'select key, document from workflow_version',
  );
  const tasks = new Map(
    versions.map(({ key, document }) => {
      const plan = compilePlan(document);
      const undoes = new Map(plan.compensations.map(({ of, by }) => [by, of]));
      const facts = plan.tasks.map(({ no, id, rule, upstreams, allowFailure, phase }) => ({
        no,
        id,
        rule,
        upstreams,
        allowFailure,
        isMain: phase === 'tasks',
        undoes: undoes.get(no),
      }));
      return [key, facts];
    }),
  );
  return (versionKey) => tasks.get(versionKey) ?? [];
}

const internalAttempt = (attempt: string): string => parseId('att', attempt) ?? attempt;

async function executionsOf(rows: Rows, { executions, frozen }: Told): Promise<History['executions']> {
  const workers = new Map(
    (
      await rows<{ attempt_id: string; name: string }>(
        `select a.attempt_id, w.name from (
           select attempt_id, session_key from attempt_history union all select attempt_id, session_key from task_history
           union all select attempt_id, session_key from run_history) a join worker_session w on w.key = a.session_key`,
      )
    ).map((row) => [row.attempt_id, row.name]),
  );
  return executions.map(({ taskRun, attempt, fence, startedAt, aliveAt }) => {
    const attemptId = internalAttempt(attempt);
    const { runId, taskNo } = splitTaskRunId(parseId('tr', taskRun) ?? taskRun);
    const worker = workers.get(attemptId) ?? '?';
    const isExcused = frozen.some(({ node, from, to }) => node === worker && from <= aliveAt && to >= startedAt);
    return { runId, taskNo, attemptId, fence, worker, from: startedAt, to: aliveAt, isExcused };
  });
}

async function termsOf(rows: Rows): Promise<Pick<ChaosHistory, 'terms' | 'takes' | 'writes'>> {
  const taken = await rows<{ name: string; owner: string; term: string; at: Date; free_at: Date | null }>(
    'select name, owner, term::text, at, free_at from chaos_term order by seq',
  );
  const writes = await rows<{ consumer: string; written_by: string; leader: string | null }>(
    'select consumer, written_by, leader from chaos_write order by seq',
  );
  return {
    terms: taken.map(({ name, owner, term }) => ({ name, owner, term: Number(term) })),
    takes: taken.map((row) => ({ name: row.name, at: row.at.getTime(), freeAt: row.free_at?.getTime() })),
    writes: writes.map((row) => ({ consumer: row.consumer, by: row.written_by, leader: row.leader ?? undefined })),
  };
}
