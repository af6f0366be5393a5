/** The rows of both stores in one form: without what is drawn, and of times only whether they are there. */
import type pg from 'pg';
import type { Tables } from './tables.ts';

type Rows = Readonly<Record<string, readonly unknown[]>>;

const QUERIES: Readonly<Record<string, string>> = {
  runs: `select id, state, open, failed, phase, ends_as, reason, due_at is not null, held_due_at is not null, paused_at is not null
    from run order by id`,
  tasks: `select run_id, task_no, state, need, ok, failed, upstream_failed, skipped, fused, lane_key, rank, attempt_no, session_key,
      attempt_id is not null, due_at is not null, stop_at is not null, paused_at is not null, held_state, held_due_at is not null,
      tries, lost, on_tries, reason - 'params'
    from task_run order by run_id, task_no`,
  taskEnds: `select run_id, task_no, state, attempt_no, session_key, exit_code, reason, output from task_history order by run_id, task_no`,
  attemptEnds: `select run_id, task_no, attempt_no, state, session_key, exit_code, reason from attempt_history order by run_id, task_no, attempt_no`,
  runEnds: `select id, state, reason, attempt_no, session_key, exit_code, output, params from run_history order by id`,
  waits: `select run_id, task_no, kind, expires_at is not null, checks, answer, met from task_wait order by run_id, task_no`,
  signals: `select id, run_id, name, key, payload, idempotency_key from signal order by id`,
  signalsTaken: `select run_id, signal_id, task_no from signal_taken order by run_id, signal_id`,
  slaTerms: `select run_id, task_no, kind, due_at is not null, missed_at is not null, predicted_at is not null
    from sla_term order by run_id, task_no, kind`,
  limitSlots: `select run_id, task_no, limit_id from limit_slot order by run_id, task_no, limit_id`,
  limitWaits: `select run_id, task_no, limit_id, rank from limit_wait order by run_id, task_no, limit_id`,
  events: `select run_id, actor, run_state, transitions from event order by run_id, seq`,
};

export async function rowsOfPostgres(pool: pg.Pool): Promise<Rows> {
  const rows: Record<string, readonly unknown[]> = {};
  for (const [name, text] of Object.entries(QUERIES)) rows[name] = (await pool.query({ text, rowMode: 'array' })).rows;
  return rows;
}

const is = (value: unknown): boolean => value !== undefined;
const orNull = (value: unknown): unknown => value ?? null;

const inOrder = (rows: readonly (readonly unknown[])[], columns: number): readonly unknown[] =>
  rows.toSorted((a, b) => {
    for (let i = 0; i < columns; i++) {
      const [one, other] = [a[i] as string | number, b[i] as string | number];
      if (one !== other) return one < other ? -1 : 1;
    }
    return 0;
  });

export function rowsOfModel(tables: Tables): Rows {
  const runs = Array.from(tables.runs.values(), (row) => [
    row.id,
    row.state,
    row.open,
    row.failed,
    row.phase,
    orNull(row.endsAs),
    orNull(row.reason),
    is(row.dueAt),
    is(row.heldDueAt),
    is(row.pausedAt),
  ]);
  const tasks = Array.from(tables.tasks.all(), (row) => [
    row.runId,
    row.taskNo,
    row.state,
    row.need,
    row.ok,
    row.failed,
    row.upstreamFailed,
    row.skipped,
    row.fused,
    row.laneKey,
    row.rank,
    row.attemptNo,
    orNull(row.sessionKey),
    is(row.attemptId),
    is(row.dueAt),
    is(row.stopAt),
    is(row.pausedAt),
    orNull(row.heldState),
    is(row.heldDueAt),
    row.tries,
    row.lost,
    orNull(row.onTries),
    row.reason ? { code: row.reason.code } : null,
  ]);
  const taskEnds = Array.from(tables.taskEnds.all(), (row) => [
    row.runId,
    row.taskNo,
    row.state,
    row.attemptNo,
    orNull(row.sessionKey),
    orNull(row.exitCode),
    orNull(row.reason),
    orNull(row.output),
  ]);
  const attemptEnds = Array.from(tables.attemptEnds.all(), (row) => [
    row.runId,
    row.taskNo,
    row.attemptNo,
    row.state,
    orNull(row.sessionKey),
    orNull(row.exitCode),
    orNull(row.reason),
  ]);
  const runEnds = Array.from(tables.runEnds.values(), (row) => [
    row.id,
    row.state,
    orNull(row.reason),
    orNull(row.attemptNo),
    orNull(row.sessionKey),
    orNull(row.exitCode),
    orNull(row.output),
    row.params,
  ]);
  const events = tables.events.rows.map(({ runId, actor, runState, steps }) => [
    runId,
    orNull(actor),
    orNull(runState),
    steps.map((step) => JSON.parse(step) as unknown),
  ]);
  const waits = Array.from(tables.waits.values(), (row) => [
    row.runId,
    row.taskNo,
    row.kind,
    is(row.expiresAt),
    row.checks,
    orNull(row.answer),
    orNull(row.met),
  ]);
  const signals = Array.from(tables.signals.values(), ({ id, runId, name, key, payload, idempotencyKey }) => [
    id,
    runId,
    name,
    orNull(key),
    payload,
    orNull(idempotencyKey),
  ]);
  const signalsTaken = Array.from(tables.signalsTaken.values(), (row) => [row.runId, row.signalId, row.taskNo]);
  const slaTerms = Array.from(tables.slaTerms.values(), (row) => [
    row.runId,
    row.taskNo,
    row.kind,
    is(row.dueAt),
    is(row.missedAt),
    is(row.predictedAt),
  ]);
  const limitSlots = Array.from(tables.limitSlots.values(), (row) => [row.runId, row.taskNo, row.limitId]);
  const limitWaits = Array.from(tables.limitWaits.values(), (row) => [row.runId, row.taskNo, row.limitId, row.rank]);
  return {
    limitSlots: inOrder(limitSlots, 3),
    limitWaits: inOrder(limitWaits, 3),
    waits: inOrder(waits, 2),
    signals: inOrder(signals, 1),
    signalsTaken: inOrder(signalsTaken, 2),
    slaTerms: inOrder(slaTerms, 3),
    runs: inOrder(runs, 1),
    tasks: inOrder(tasks, 2),
    taskEnds: inOrder(taskEnds, 2),
    attemptEnds: inOrder(attemptEnds, 3),
    runEnds: inOrder(runEnds, 1),
    events: inOrder(events, 1),
  };
}
