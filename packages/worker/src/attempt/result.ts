import { MAX_OUTPUT_BYTES, nearLimit, type Reason } from '@carillon/core';
import type { AttemptResult } from '@carillon/plugin-api';
import { type Assignment, Outcome, type Result } from '@carillon/protocol/grpc';
import type { Masker } from '../secrets/masker.ts';
import type { Attempt } from './attempt.ts';
import { checkOutputs, tooLarge } from './outputs.ts';

const NO_EXIT_CODE = -1;

/** What is reported of an attempt, given what its executor said and what was asked of it meanwhile. */
export function resultOf(attempt: Attempt, said: AttemptResult): Result {
  const ended = attempt.masker ? masked(said, attempt.masker) : said;
  if (attempt.stop) return stoppedResult(attempt, attempt.stop.reason, ended.exitCode);
  if (ended.outcome === 'stopped') return stoppedResult(attempt, ended.reason, ended.exitCode);
  if (ended.outcome === 'failed') {
    const output = ended.output ? outputText(attempt, ended.output, false) : '';
    return compose(attempt, Outcome.OUTCOME_FAILED, {
      exitCode: ended.exitCode,
      reason: ended.reason,
      retryable: ended.retryable,
      output: typeof output === 'string' ? output : '',
    });
  }
  const output = outputText(attempt, ended.output, true);
  if (typeof output === 'string') {
    const reason =
      output.length * 4 > MAX_OUTPUT_BYTES
        ? nearLimit('outputs', Buffer.byteLength(output), MAX_OUTPUT_BYTES)
        : undefined;
    return compose(attempt, Outcome.OUTCOME_SUCCESS, { exitCode: ended.exitCode, output, reason });
  }
  return compose(attempt, Outcome.OUTCOME_FAILED, { exitCode: ended.exitCode, reason: output, retryable: false });
}

/** Outputs and reasons are stored and shown: no secret of the attempt goes with them. */
function masked(ended: AttemptResult, masker: Masker): AttemptResult {
  if (ended.outcome === 'success') return { ...ended, output: masker.output(ended.output) };
  const told = { ...ended, reason: masker.reason(ended.reason) };
  return told.outcome === 'failed' && told.output ? { ...told, output: masker.output(told.output) } : told;
}

/** A timeout is the attempt's failure and may be tried again; every other stop came from outside. */
function stoppedResult(attempt: Attempt, reason: Reason, exitCode: number | undefined): Result {
  const timedOut = reason.code === 'ATTEMPT_TIMEOUT';
  return compose(attempt, timedOut ? Outcome.OUTCOME_FAILED : Outcome.OUTCOME_STOPPED, {
    exitCode,
    reason,
    retryable: timedOut,
  });
}

function outputText(attempt: Attempt, output: object, declared: boolean): string | Reason {
  const { outputs } = attempt.task.definition;
  const problem = declared ? checkOutputs(output as Parameters<typeof checkOutputs>[0], outputs) : undefined;
  if (problem) return problem;
  const text = JSON.stringify(output);
  if (text === '{}') return '';
  // A character is three bytes at most: most outputs need no counting.
  if (text.length * 3 > MAX_OUTPUT_BYTES) {
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_OUTPUT_BYTES) return tooLarge(bytes, MAX_OUTPUT_BYTES);
  }
  return text;
}

interface Ending {
  readonly exitCode?: number | undefined;
  readonly reason?: Reason | undefined;
  readonly output?: string;
  readonly retryable?: boolean;
}

function compose({ assignment, startedAtMs }: Attempt, outcome: Outcome, ending: Ending): Result {
  return {
    runId: assignment.runId,
    taskNo: assignment.taskNo,
    attemptId: assignment.attemptId,
    fence: assignment.fence,
    versionKey: assignment.versionKey,
    outcome,
    startedAtMs,
    exitCode: ending.exitCode ?? NO_EXIT_CODE,
    reason: ending.reason ? JSON.stringify(ending.reason) : '',
    output: ending.output ?? '',
    retryable: ending.retryable ?? false,
  };
}

/** Of an attempt that an earlier life of this worker began: its processes were killed, and nobody knows how far it was. */
export function lostResult({ runId, taskNo, attemptId, fence, versionKey }: Assignment): Result {
  return {
    runId,
    taskNo,
    attemptId,
    fence,
    versionKey,
    outcome: Outcome.OUTCOME_STOPPED,
    startedAtMs: 0,
    exitCode: NO_EXIT_CODE,
    reason: JSON.stringify({ code: 'WORKER_LOST' } satisfies Reason),
    output: '',
    retryable: false,
  };
}
