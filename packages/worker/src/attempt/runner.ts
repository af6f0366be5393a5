/** Runs one attempt with its executor and says how it ended. Nothing here throws or is awaited by the loop. */
import { problemReason, said } from '@carillon/core';
import type { AttemptResult, Executor } from '@carillon/plugin-api';
import { failure } from '@carillon/plugin-api';
import type { WorkerLog } from '../worker-log.ts';
import type { Attempt } from './attempt.ts';
import { mayBeLarge } from '../files/large-outputs.ts';
import { type ContextServices, LazyContext, type Workspace } from './context.ts';

export interface RunnerParts {
  readonly executors: ReadonlyMap<string, Executor>;
  readonly services: ContextServices;
  /** Runs `work` in directories of the attempt's own and leaves nothing of them, nor of its processes, behind. */
  inWorkspace?(attempt: Attempt, work: (workspace: Workspace) => Promise<AttemptResult>): Promise<AttemptResult>;
  /** Keeps outputs elsewhere that are too large to be told, of attempts without directories. */
  sendLargeOutputs?(attempt: Attempt, ended: Success, signal: AbortSignal): Promise<AttemptResult>;
  onEnd(attempt: Attempt, ended: AttemptResult): void;
  readonly log: WorkerLog;
}

type Success = Extract<AttemptResult, { outcome: 'success' }>;

export type Runner = (attempt: Attempt) => void;

export function createRunner(parts: RunnerParts): Runner {
  const { executors, services, inWorkspace, sendLargeOutputs, onEnd, log } = parts;

  /** An executor that throws is a fault of ours or of a plugin: said in the log in full, to the user in a sentence. */
  function broken(attempt: Attempt, error: unknown): AttemptResult {
    const { type } = attempt.task.definition;
    const message = error instanceof Error ? error.message : String(error);
    // Of an attempt with secrets the error itself is not logged: nobody knows what hangs on it.
    const err = attempt.masker ? new Error(attempt.masker.text(message)) : error;
    log.error({ err, type, attemptId: attempt.assignment.attemptId }, 'the executor threw');
    return failure(problemReason('START_FAILED', said`the ${type} executor failed: ${message}`));
  }

  function start(executor: Executor, attempt: Attempt): Promise<AttemptResult> {
    try {
      if (executor.workspace === 'none') return executor.run(new LazyContext(attempt, services, undefined));
      if (!inWorkspace) throw new TypeError(`no place for the workspace of ${executor.type}`);
      return inWorkspace(attempt, (workspace) => executor.run(new LazyContext(attempt, services, workspace)));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  return (attempt) => {
    const { type } = attempt.task.definition;
    const executor = executors.get(type);
    if (!executor) {
      return onEnd(attempt, failure(problemReason('START_FAILED', said`this worker has no executor for ${type}`)));
    }
    start(executor, attempt).then(
      (ended) => {
        if (!sendLargeOutputs || ended.outcome !== 'success' || !mayBeLarge(ended.output)) return onEnd(attempt, ended);
        const { signal } = new LazyContext(attempt, services, undefined);
        return sendLargeOutputs(attempt, ended, signal).then((sent) => onEnd(attempt, sent));
      },
      (error: unknown) => onEnd(attempt, broken(attempt, error)),
    );
  };
}
