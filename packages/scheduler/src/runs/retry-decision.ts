/** Whether an attempt that did not succeed is followed by another one, and what that uses up. */
import {
  type AttemptBudget,
  decideRetry,
  evaluateCondition,
  ExpressionError,
  type PlanTask,
  type Reason,
} from '@carillon/core';

export interface UnsuccessfulAttempt {
  readonly runId: string;
  readonly how: 'failed' | 'lost' | 'drained' | 'returned';
  readonly reason: Reason | undefined;
  readonly exitCode?: number | undefined;
  readonly retryable: boolean;
  /** Before the next one, of an attempt that used up nothing. */
  readonly delayMs?: number;
}

export interface NextTry {
  readonly delayMs: number;
  /** Tries by the rules of `retry.on`, this one included; undefined: as they were. */
  readonly ruleTries: readonly number[] | undefined;
}

/** Undefined: this attempt was the last. */
export function nextTry(task: PlanTask, budget: AttemptBudget, attempt: UnsuccessfulAttempt): NextTry | undefined {
  if (budget.stopReason !== undefined) return undefined;
  const { how, reason, exitCode, retryable } = attempt;
  if (how === 'returned' || how === 'drained') return { delayMs: attempt.delayMs ?? 0, ruleTries: undefined };
  const seed = `${attempt.runId}/${task.no}/${budget.attempt}`;
  const failed = { ...budget, wasLost: how === 'lost', exitCode, reason, retryable, seed };
  const decision = decideRetry(task.retry, failed, (condition) => holds(condition, budget, attempt));
  if (decision.kind === 'final') return undefined;
  const { delayMs, rule } = decision;
  return { delayMs, ruleTries: rule === undefined ? undefined : counted(budget.ruleTries, rule) };
}

/** A condition that cannot be evaluated of this failure does not hold. */
function holds(condition: string, budget: AttemptBudget, { reason, exitCode }: UnsuccessfulAttempt): boolean {
  const { code, params = {} } = reason ?? { code: 'USER_ERROR' };
  const facts = { number: budget.attempt, exitCode: exitCode ?? null, reason: { code, params } };
  try {
    return evaluateCondition(condition, { attempt: facts });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return false;
  }
}

/** One more by this rule. */
function counted(tries: readonly number[], rule: number): readonly number[] {
  return Array.from({ length: Math.max(tries.length, rule + 1) }, (_, no) => (tries[no] ?? 0) + (no === rule ? 1 : 0));
}
