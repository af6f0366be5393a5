/**
 * Starts queued attempts while there are slots, watches over those that run, ends them when somebody or their
 * time limit asks for it, and says once what came of each. It knows neither the stream nor the store.
 */
import type { Reason } from '@carillon/core';
import type { AttemptResult, Executor } from '@carillon/plugin-api';
import type { Result, StartedAttempt } from '@carillon/protocol/grpc';
import type { WorkerClock } from '../clock.ts';
import type { LeaseTerms, LeaseView } from '../heartbeat.ts';
import type { Attempt } from './attempt.ts';
import type { Attempts } from './attempts.ts';
import { resultOf } from './result.ts';
import { createRunner, type RunnerParts } from './runner.ts';
import { climb, DEFAULT_GRACE_MS, requestStop, type StopOrder } from './stop-ladder.ts';

/** Shorter attempts are never announced as running: most end before the store would have learnt of it. */
const ANNOUNCE_AFTER_MS = 200;
/** Of an attempt that somebody else may be given. */
const LOST: Reason = { code: 'WORKER_LOST' };

export interface SupervisorParts extends Omit<RunnerParts, 'onEnd'> {
  readonly executors: ReadonlyMap<string, Executor>;
  readonly attempts: Attempts;
  readonly clock: WorkerClock;
  /** How the lease of a task's attempts stands. */
  leaseOf(terms: LeaseTerms): LeaseView;
  onResult(attempt: Attempt, result: Result): void;
  /** An attempt ended that nobody wants a result of. */
  onForgotten(): void;
  /** Its code has really ended, and its slot is free. */
  onFree(attempt: Attempt): void;
}

export interface Supervisor {
  /** Starts what has a slot. */
  pump(): void;
  stop(attempt: Attempt, order: StopOrder): void;
  /** Nobody counts on this attempt any more: its processes go at once, and its slot with them. */
  forget(attempt: Attempt): void;
  /** Whether anything may be started. */
  hold(isHeld: boolean): void;
  /** Leases, time limits and stop ladders. Gives the attempts that the store should learn of as running. */
  sweep(): StartedAttempt[];
}

export function createSupervisor(parts: SupervisorParts): Supervisor {
  const { attempts, executors, clock } = parts;
  const run = createRunner({ ...parts, onEnd });
  let held = false;

  function pump(): void {
    if (held) return;
    for (let attempt = attempts.next(); attempt; attempt = attempts.next()) {
      attempt.startedAt = clock.elapsed();
      attempt.startedAtMs = clock.now();
      run(attempt);
    }
  }

  function onEnd(attempt: Attempt, ended: AttemptResult): void {
    attempts.release(attempt);
    parts.onFree(attempt);
    report(attempt, ended);
    pump();
  }

  function report(attempt: Attempt, ended: AttemptResult): void {
    if (attempt.phase === 'reported') return;
    attempt.phase = 'reported';
    if (!attempt.forgotten) return parts.onResult(attempt, resultOf(attempt, ended));
    attempts.settle(attempt.assignment.attemptId);
    parts.onForgotten();
  }

  function stop(attempt: Attempt, order: StopOrder): void {
    if (attempt.phase === 'running' && requestStop(attempt, order, clock.elapsed())) abandon(attempt);
    if (attempt.phase !== 'queued') return;
    attempts.removeQueued(attempt);
    report(attempt, { outcome: 'stopped', reason: order.reason });
  }

  /** Code in this process cannot be killed: when its grace is over it is reported, and keeps its slot until it ends. */
  function abandon(attempt: Attempt): void {
    if (executors.get(attempt.task.definition.type)?.workspace !== 'none' || attempt.forgotten || !attempt.stop) return;
    report(attempt, { outcome: 'stopped', reason: attempt.stop.reason });
  }

  return {
    pump,
    stop,
    forget(attempt) {
      attempt.forgotten = true;
      stop(attempt, { reason: LOST, graceMs: 0 });
    },
    hold(isHeld) {
      if (held === isHeld) return;
      held = isHeld;
      pump();
    },
    sweep() {
      const elapsed = clock.elapsed();
      const started: StartedAttempt[] = [];
      for (const attempt of attempts.running()) {
        const lease = parts.leaseOf(attempt.task.definition);
        if (lease !== 'sure') stop(attempt, { reason: LOST, graceMs: lease === 'hold' ? DEFAULT_GRACE_MS : 0 });
        const age = elapsed - attempt.startedAt;
        if (age >= attempt.task.definition.attemptTimeoutMs && !attempt.stop) {
          stop(attempt, { reason: timeoutReason(attempt), graceMs: DEFAULT_GRACE_MS });
        }
        if (climb(attempt, elapsed)) abandon(attempt);
        if (!attempt.announced && age >= ANNOUNCE_AFTER_MS) {
          attempt.announced = true;
          started.push(startedOf(attempt));
        }
      }
      return started;
    },
  };
}

function startedOf({ assignment, startedAtMs, task: { task } }: Attempt): StartedAttempt {
  const { runId, taskNo, attemptId, fence } = assignment;
  return { runId, taskNo, attemptId, fence, startedAtMs, task };
}

function timeoutReason({ task }: Attempt): Reason {
  return { code: 'ATTEMPT_TIMEOUT', params: { limitMs: task.definition.attemptTimeoutMs } };
}
