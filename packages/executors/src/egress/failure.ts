import {
  type AttemptContext,
  type AttemptResult,
  failure,
  problemReason,
  type Reason,
  said,
  userError,
} from '@carillon/plugin-api';
import { AnswerTooLarge } from './client.ts';
import { EgressDenied } from './destination.ts';

/** How an attempt ends whose request had no answer. */
export function failedRequest(context: AttemptContext, error: unknown): AttemptResult {
  if (context.signal.aborted) return { outcome: 'stopped', reason: context.signal.reason as Reason };
  if (error instanceof EgressDenied) return failure(problemReason('START_FAILED', error.said), { retryable: false });
  if (error instanceof AnswerTooLarge)
    return failure(problemReason('OUTPUT_TOO_LARGE', error.said), { retryable: false });
  return failure(userError(said`the request had no answer: ${messageOf(error)}`));
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

/** Statuses that a later try may well change. */
export function mayChange(status: number): boolean {
  return status >= 500 || [404, 408, 409, 425, 429].includes(status);
}
