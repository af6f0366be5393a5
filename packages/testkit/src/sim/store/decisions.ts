/** What becomes of task runs that go on (store/src/sql/decide.ts). */
import { type Decision, type Leased, type Retry, RUN_STATE_CODES as RUN } from '@carillon/core';
import type { Operations } from './operation.ts';
import { doneOf, factsOf, key, later, least, statesBefore, TASK } from './guards.ts';
import { noteSteps } from './history.ts';
import type { TaskRow } from './rows.ts';
import { newAttempt } from './starts.ts';
import type { Tables } from './tables.ts';

const RETRIABLE = statesBefore('retry');
const STARTABLE = statesBefore('start');
const RETURNED = 17;

function mayPromote(tables: Tables, row: TaskRow, seenDone: number): boolean {
  if (!tables.without.has('seen_state') && (row.state !== TASK.pending || doneOf(row) !== seenDone)) return false;
  return row.solo !== undefined || tables.runs.get(row.runId)?.state === RUN.running;
}

function promoteOne(tables: Tables, item: Decision): TaskRow | undefined {
  const row = tables.tasks.get(item.runId, item.taskNo);
  if (!row || !mayPromote(tables, row, item.seenDone)) return undefined;
  const now = tables.machine.now();
  const state = TASK[item.state];
  const isLeased = state === TASK.starting;
  return tables.tasks.update(row, {
    state,
    laneKey: item.laneKey,
    rank: item.rank,
    timeoutMs: item.timeoutMs,
    input: item.input,
    reason: item.reason,
    sessionKey: item.sessionKey,
    readyAt: now,
    attemptNo: row.attemptNo + (isLeased ? 1 : 0),
    ...(isLeased ? newAttempt(tables) : { attemptId: undefined, fence: undefined, dispatchedAt: undefined }),
    dueAt: later(now, least(isLeased ? item.timeoutMs : item.dueMs, item.deadlineMs)),
    deadlineAt: later(now, item.deadlineMs),
  });
}

function retryOne(tables: Tables, item: Retry): TaskRow | undefined {
  const row = tables.tasks.get(item.runId, item.taskNo);
  const isAny = tables.without.has('fence');
  if (!row || (row.attemptId !== item.attemptId && !isAny)) return undefined;
  const isSame = isAny || (row.fence === item.fence && row.sessionKey === item.sessionKey);
  if (!isSame || !RETRIABLE.has(row.state) || row.stopAt !== undefined) return undefined;
  const now = tables.machine.now();
  const isHeld = row.pausedAt !== undefined || tables.runs.get(item.runId)?.state === RUN.paused;
  const nextAt = now + item.delayMs;
  tables.attemptEnds.append({
    runId: row.runId,
    taskNo: row.taskNo,
    state: item.attemptState,
    attemptNo: row.attemptNo,
    attemptId: item.attemptId,
    fence: item.fence,
    sessionKey: item.sessionKey,
    dispatchedAt: row.dispatchedAt,
    endedAt: now,
    seenAt: tables.machine.elapsed(),
    exitCode: item.exitCode,
    reason: item.reason,
  });
  const backOff = { code: 'RETRY_BACKOFF', params: { attempt: row.attemptNo, delayMs: item.delayMs } } as const;
  return tables.tasks.update(row, {
    state: isHeld ? TASK.paused : TASK.retrying,
    attemptId: undefined,
    fence: undefined,
    sessionKey: undefined,
    startedAt: undefined,
    dueAt: isHeld ? undefined : nextAt,
    heldState: isHeld ? TASK.retrying : undefined,
    heldDueAt: isHeld ? nextAt : undefined,
    onTries: item.ruleTries ?? row.onTries,
    tries: row.tries + (item.countsTry ? 1 : 0),
    lost: row.lost + (item.countsLost ? 1 : 0),
    reason: isHeld ? { code: 'PAUSED_BY_USER' } : item.attemptState === RETURNED ? item.reason : backOff,
  });
}

const leasedOf = (row: TaskRow): Leased & { readonly sessionKey: number | undefined } => ({
  runId: row.runId,
  taskNo: row.taskNo,
  attempt: row.attemptNo,
  attemptId: row.attemptId ?? '',
  fence: row.fence ?? 0,
  sessionKey: row.sessionKey,
});

export function createDecisions(tables: Tables): Operations<'promote' | 'retry' | 'requeue' | 'markRunning'> {
  return {
    promote(decisions) {
      const moved = decisions.flatMap((item) => (promoteOne(tables, item) ? [item] : []));
      noteSteps(tables, moved);
      return moved.map((item) => leasedOf(tables.tasks.get(item.runId, item.taskNo) as TaskRow));
    },
    retry(retries) {
      const moved = retries.flatMap((item) => (retryOne(tables, item) ? [item] : []));
      noteSteps(tables, moved);
      return new Set(moved.map(({ runId, taskNo }) => key(runId, taskNo)));
    },
    requeue(tasks) {
      const now = tables.machine.now();
      const moved = new Set<string>();
      for (const { runId, taskNo, readyRank, dueMs } of tasks) {
        const row = tables.tasks.get(runId, taskNo);
        if (!row || (row.state !== TASK.retrying && !tables.without.has('seen_state'))) continue;
        const dueAt = least(later(now, dueMs), row.deadlineAt);
        tables.tasks.update(row, { state: TASK.queued, dueAt, readyAt: now, rank: readyRank, reason: undefined });
        moved.add(key(runId, taskNo));
      }
      return moved;
    },
    markRunning(started) {
      const moved = started.filter(({ runId, taskNo, attemptId, fence, startedAtMs }) => {
        const row = tables.tasks.get(runId, taskNo);
        const isSame = row?.attemptId === attemptId && row.fence === fence;
        if (!row || !isSame || !STARTABLE.has(row.state) || !factsOf(row, tables.runs)) return false;
        tables.tasks.update(row, { state: TASK.running, startedAt: startedAtMs });
        return true;
      });
      noteSteps(tables, moved);
    },
  };
}
