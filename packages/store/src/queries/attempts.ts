/** Attempts of a task run: those that did not end it, then the live one or the one that did. */
import {
  ATTEMPT_STATE_CODES,
  type AttemptRecord,
  type AttemptState,
  attemptStateOf,
  type Reason,
  type TenantScope,
} from '@carillon/core';
import type { Reader } from '../reader.ts';
import { readTaskRows, type TaskRow } from './task-rows.ts';
import { rowsByNumber } from './task-runs.ts';
import type { VersionTasksOf } from './version-tasks.ts';

interface AttemptRow {
  readonly attempt_no: number;
  readonly state: number;
  readonly attempt_id: string;
  readonly fence: number;
  readonly worker: string | null;
  readonly dispatched_at: Date | null;
  readonly started_at: Date | null;
  readonly ended_at: Date;
  readonly exit_code: number | null;
  readonly reason: Reason | null;
}

const PAST_ATTEMPTS = {
  name: 'past_attempts',
  text: `select a.attempt_no, a.state, a.attempt_id, a.fence, s.name worker, a.dispatched_at, a.started_at, a.ended_at, a.exit_code, a.reason
    from attempt_history a left join worker_session s on s.key = a.session_key
    where a.run_id = $1 and a.task_no = $2 order by a.attempt_no`,
};

export async function listAttempts(
  reader: Reader,
  versionTasks: VersionTasksOf,
  scope: TenantScope,
  of: { readonly runId: string; readonly taskNo: number },
): Promise<readonly AttemptRecord[] | undefined> {
  // The newest first: should it end between the two reads, it is seen as live and not twice.
  const found = await readTaskRows(reader, scope, of.runId, { from: of.taskNo, to: of.taskNo + 1 });
  if (!found) return undefined;
  const { tasks } = await versionTasks(found.head.version_key);
  if (of.taskNo >= tasks.length) return undefined;
  const past = await reader.rows<AttemptRow>(PAST_ATTEMPTS, [of.runId, of.taskNo]);
  const attempts = past.map((row) => fromHistory(of, row));
  const newest = rowsByNumber(found.rows).get(of.taskNo);
  const current = newest && fromTask(of, newest);
  const isKnown = attempts.some((attempt) => attempt.attempt === current?.attempt);
  return current && !isKnown ? [...attempts, current].sort((a, b) => a.attempt - b.attempt) : attempts;
}

type Of = { readonly runId: string; readonly taskNo: number };

function fromHistory(of: Of, row: AttemptRow): AttemptRecord {
  return {
    id: row.attempt_id,
    runId: of.runId,
    taskNo: of.taskNo,
    attempt: row.attempt_no,
    state: attemptStateOf(row.state),
    reason: row.reason ?? undefined,
    fence: String(row.fence),
    worker: row.worker ?? undefined,
    dispatchedAt: row.dispatched_at ?? undefined,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at,
    exitCode: row.exit_code ?? undefined,
  };
}

/** The attempt in a task run's columns; undefined where those only remember one that is in history. */
function fromTask(of: Of, row: TaskRow): AttemptRecord | undefined {
  const state = stateOf(row);
  if (state === undefined || row.attempt_id === null || row.attempt_no === null) return undefined;
  return {
    id: row.attempt_id,
    runId: of.runId,
    taskNo: of.taskNo,
    attempt: row.attempt_no,
    state,
    reason: row.reason ?? undefined,
    fence: String(row.fence ?? 0),
    worker: row.worker ?? undefined,
    dispatchedAt: row.dispatched_at ?? undefined,
    startedAt: row.started_at ?? undefined,
    endedAt: row.task_ended_at ?? undefined,
    exitCode: row.exit_code ?? undefined,
  };
}

const STARTING = 2;
const RUNNING = 3;
const STOPPING = 7;

function stateOf(row: TaskRow): AttemptState | undefined {
  if (row.place === 'hot') {
    if (row.state === STARTING) return 'dispatched';
    return row.state === RUNNING || row.state === STOPPING ? 'running' : undefined;
  }
  if (row.reason?.code === 'WORKER_LOST') return 'lost';
  return row.state <= ATTEMPT_STATE_CODES.stopped ? attemptStateOf(row.state) : undefined;
}
