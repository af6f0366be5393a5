/**
 * What workers report. A report is acknowledged when it is committed, or when it is known to be stale or a
 * repetition; one message is acknowledged as a whole. When the store fails the stream is closed instead: the
 * worker keeps what was not acknowledged and sends it again, to this server or another.
 */
import {
  ATTEMPT_STATE_CODES,
  type EngineStore,
  type PlanTask,
  type Reason,
  type ReasonCode,
  type Retry,
  TASK_STATE_CODES,
} from '@carillon/core';
import { Outcome, type Result, type StartedAttempt } from '@carillon/protocol/grpc';
import type { Logger } from '@carillon/runtime';
import type { Advancer } from '../runs/advancer.ts';
import { byRow, stepOf } from '../runs/ending.ts';
import { createFlusher } from '../runs/flusher.ts';
import { writeDivided } from '../runs/refused.ts';
import { nextTry } from '../runs/retry-decision.ts';
import { reasonInTime } from '../runs/time-over.ts';
import type { CompiledVersion, Versions } from '../runs/versions.ts';
import type { ConnectedWorker } from '../sessions.ts';
import { storableJson } from './reported-json.ts';
import { reportedReason } from './reported-reason.ts';

const NO_EXIT_CODE = -1;
const MAX_RETRY_BATCH = 200;

/** Reasons of a stop that end the task run as `stopped`; any other stop is a failed try. */
const STOPS: ReadonlySet<ReasonCode> = new Set([
  'STOPPED_BY_USER',
  'STOPPED_BY_OVERLAP',
  'STOPPED_BY_LIMIT',
  'REPLACED',
  'FAIL_FAST',
  'RUN_TIMEOUT',
]);

/** An attempt that did not end its task's story yet: failed, lost or handed back. */
export interface EndedAttempt {
  readonly runId: string;
  readonly taskNo: number;
  readonly attemptId: string;
  readonly fence: number;
  readonly sessionKey: number;
  readonly version: CompiledVersion;
  readonly how: 'failed' | 'lost' | 'drained' | 'returned';
  readonly reason: Reason | undefined;
  readonly exitCode?: number | undefined;
  readonly startedAtMs?: number | undefined;
  readonly retryable: boolean;
  /** Of what was handed back: until it may start again; at once when absent. */
  readonly delayMs?: number;
  readonly output?: string | undefined;
  settle(accepted: boolean): void;
  fail(error: unknown): void;
}

export interface Reports {
  results(
    worker: ConnectedWorker,
    results: readonly Result[],
    acknowledge: () => void,
    disconnect: () => void,
  ): Promise<void>;
  started(attempts: readonly StartedAttempt[], taskName: (attempt: StartedAttempt) => string): Promise<void>;
  /** Retries or ends a task run after an attempt that did not succeed. */
  attemptEnded(ended: EndedAttempt): Promise<void>;
  idle(): Promise<void>;
}

export interface ReportsParts {
  readonly store: Pick<EngineStore, 'retry' | 'markRunning' | 'attemptBudget' | 'alreadyAccepted'>;
  readonly versions: Versions;
  readonly advancer: Advancer;
  /** A task run will be due in so many milliseconds. */
  readonly dueIn: (ms: number) => void;
  readonly log: Logger;
}

interface PendingRetry {
  readonly retry: Retry;
  settle(moved: boolean): void;
  fail(error: unknown): void;
}

export function createReports({ store, versions, advancer, dueIn, log }: ReportsParts): Reports {
  const retries = createFlusher<PendingRetry>({
    shards: 1,
    shardOf: () => 0,
    maxBatch: MAX_RETRY_BATCH,
    keyOf: ({ retry }) => `${retry.runId}/${retry.taskNo}`,
    async flush(batch) {
      const settled = new Set<PendingRetry>();
      const write = async (some: readonly PendingRetry[]): Promise<void> => {
        const moved = await store.retry(some.map((item) => item.retry).sort(byRow));
        for (const item of some) {
          settled.add(item);
          item.settle(moved.has(`${item.retry.runId}/${item.retry.taskNo}`));
          dueIn(item.retry.delayMs);
        }
      };
      // What the store refuses of one try is not known to it: its end says so, without a further try.
      const refused = (item: PendingRetry): void => {
        settled.add(item);
        item.settle(false);
      };
      try {
        await writeDivided(batch, write, refused);
      } catch (error) {
        for (const item of batch) if (!settled.has(item)) item.fail(error);
      }
    },
  });

  async function results(
    worker: ConnectedWorker,
    items: readonly Result[],
    acknowledge: () => void,
    disconnect: () => void,
  ): Promise<void> {
    let open = items.length;
    let failed = false;
    const stale: string[] = [];
    const done = (): void => {
      if (--open > 0 || failed) return;
      if (stale.length > 0) worker.send({ body: { $case: 'stale', value: { attemptIds: stale } } });
      acknowledge();
    };
    const fail = (): void => {
      if (!failed) disconnect();
      failed = true;
    };
    for (const item of items) {
      const settle = (accepted: boolean): void => {
        if (accepted) {
          done();
          return;
        }
        store
          .alreadyAccepted({ runId: item.runId, taskNo: item.taskNo, attemptId: item.attemptId })
          .then((repeated) => {
            if (!repeated) stale.push(item.attemptId);
            done();
          }, fail);
      };
      try {
        const version = versions.peek(item.versionKey) ?? (await versions.get(item.versionKey));
        const taking = take(worker, item, version, settle, fail);
        // Successes go without waiting: each turn of the queue of promises would cost as much as the rest.
        if (taking) await taking;
      } catch (error) {
        log.error({ err: error, worker: worker.name }, 'a report could not be taken');
        fail();
      }
    }
  }

  function take(
    worker: ConnectedWorker,
    item: Result,
    version: CompiledVersion,
    settle: (accepted: boolean) => void,
    fail: (error: unknown) => void,
  ): Promise<void> | undefined {
    const { runId, taskNo, attemptId } = item;
    const fence = Number(item.fence);
    const sessionKey = worker.key;
    const exitCode = item.exitCode === NO_EXIT_CODE ? undefined : item.exitCode;
    const startedAtMs = item.startedAtMs || undefined;
    const stored = item.output && storableJson(item.output);
    const output = stored || undefined;
    /** Written out, as most results come here: an object that is put together of others costs several times as much. */
    const end = (state: number, reason: Reason | undefined): undefined => {
      advancer.end({
        runId,
        taskNo,
        version,
        by: { kind: 'report', attemptId, fence, sessionKey },
        state,
        startedAtMs,
        exitCode,
        reason,
        output,
        settle,
        fail,
      });
    };
    if (item.outcome === Outcome.OUTCOME_SUCCESS && stored !== undefined)
      return end(TASK_STATE_CODES.success, noticeOf(item.reason));
    const attempt = {
      runId,
      taskNo,
      attemptId,
      fence,
      sessionKey,
      version,
      exitCode,
      startedAtMs,
      output,
      settle,
      fail,
    };
    if (stored === undefined)
      return attemptEnded({ ...attempt, how: 'failed', reason: { code: 'OUTPUT_INVALID' }, retryable: false });
    const reason = reportedReason(item.reason);
    const isStopped = item.outcome === Outcome.OUTCOME_STOPPED;
    if (isStopped && STOPS.has(reason.code)) return end(TASK_STATE_CODES.stopped, reason);
    // A worker that could not reach a server stops its attempts itself: that is the platform's loss.
    const how = reason.code === 'DRAINED' ? 'drained' : reason.code === 'WORKER_LOST' ? 'lost' : 'failed';
    return attemptEnded({ ...attempt, how, reason, retryable: item.retryable || isStopped });
  }

  async function attemptEnded(ended: EndedAttempt): Promise<void> {
    const { runId, taskNo, attemptId, fence, sessionKey, version } = ended;
    const budget = await store.attemptBudget({ runId, taskNo, attemptId });
    if (!budget) {
      ended.settle(false);
      return;
    }
    const task = version.plan.tasks[taskNo] as PlanTask;
    const lost = ended.how === 'lost';
    const free = ended.how === 'returned' || ended.how === 'drained';
    const reason = reasonInTime(task, budget, ended.reason);
    const next = nextTry(task, budget, ended);
    const finish = (): void => {
      const stopReason = lost || free ? budget.stopReason : undefined;
      advancer.end({
        runId,
        taskNo,
        version,
        by: { kind: 'report', attemptId, fence, sessionKey },
        state: stopReason ? TASK_STATE_CODES.stopped : TASK_STATE_CODES.failed,
        attempt: budget.attempt,
        startedAtMs: ended.startedAtMs,
        exitCode: ended.exitCode,
        reason: stopReason ?? reason,
        output: ended.output,
        settle: ended.settle,
        fail: ended.fail,
      });
    };
    if (!next) {
      finish();
      return;
    }
    retries.push({
      retry: {
        runId,
        taskNo,
        attemptId,
        fence,
        sessionKey,
        attemptState: attemptStateAfter(ended.how),
        exitCode: ended.exitCode,
        startedAtMs: ended.startedAtMs,
        reason,
        delayMs: next.delayMs,
        countsTry: ended.how === 'failed',
        countsLost: lost,
        ruleTries: next.ruleTries,
        step: stepOf(task, budget.attempt, 'retrying', reason),
      },
      // Not moved: a stop came in between, or the attempt is stale; the end decides which.
      settle: (moved) => (moved ? ended.settle(true) : finish()),
      fail: ended.fail,
    });
  }

  return {
    results,
    attemptEnded,
    async started(attempts, taskName) {
      await store.markRunning(
        attempts.map((attempt) => ({
          runId: attempt.runId,
          taskNo: attempt.taskNo,
          attemptId: attempt.attemptId,
          fence: Number(attempt.fence),
          startedAtMs: attempt.startedAtMs,
          step: JSON.stringify({ task: taskName(attempt), to: 'running' }),
        })),
      );
    },
    idle: () => retries.idle(),
  };
}

function attemptStateAfter(how: EndedAttempt['how']): number {
  switch (how) {
    case 'failed':
      return ATTEMPT_STATE_CODES.failed;
    case 'lost':
      return ATTEMPT_STATE_CODES.lost;
    case 'drained':
      return ATTEMPT_STATE_CODES.stopped;
    case 'returned':
      return ATTEMPT_STATE_CODES.returned;
  }
}

/** What a success says besides; undefined for what only the engine may say of one. */
function noticeOf(text: string): Reason | undefined {
  const reason = text === '' ? undefined : reportedReason(text);
  return reason?.code === 'LIMIT_NEAR' ? reason : undefined;
}
