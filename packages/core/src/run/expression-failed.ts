/** Why a task run came to nothing: an expression of it did. */
import type { Said } from '../said.ts';
import type { Reason } from './states.ts';

export const expressionFailed = (problem: Said): Reason => ({
  code: 'EXPRESSION_FAILED',
  params: { message: String(problem) },
  said: problem,
});
