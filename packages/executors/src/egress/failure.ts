import { type AttemptContext, type AttemptResult, failure, type Reason } from '@carillon/plugin-api';
import { AnswerTooLarge } from './client.ts';
import { EgressDenied } from './destination.ts';

/** How an attempt ends whose request had no answer. */
export function failedRequest(context: AttemptContext, error: unknown): AttemptResult {
  if (context.signal.aborted) return { outcome: 'stopped', reason: context.signal.reason as Reason };
  if (error instanceof EgressDenied)
    return failure({ code: 'START_FAILED', params: { problem: error.message } }, { retryable: false });
  if (error instanceof AnswerTooLarge)
    return failure({ code: 'OUTPUT_TOO_LARGE', params: { problem: error.message } }, { retryable: false });
  return failure({ code: 'USER_ERROR', params: { message: `the request had no answer: ${messageOf(error)}` } });
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

/** Statuses that a later try may well change. */
export function mayChange(status: number): boolean {
  return status >= 500 || [404, 408, 409, 425, 429].includes(status);
}
