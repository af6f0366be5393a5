/** How a task run is told that its time is over: always with the limit that it reached. */
import type { AttemptBudget, PlanTask, Reason } from '@carillon/core';

export const taskTimeout = (task: PlanTask | undefined): Reason => limited('TASK_TIMEOUT', task?.taskTimeoutMs);

export const queueTimeout = (task: PlanTask | undefined): Reason => limited('QUEUE_TIMEOUT', task?.queueTimeoutMs);

export const attemptTimeout = (task: PlanTask | undefined): Reason =>
  limited('ATTEMPT_TIMEOUT', task?.definition.attemptTimeoutMs);

/**
 * The worker knows the limit of its attempt only, and the first order to stop stays: an attempt that was cut
 * off, and whose task has no time left when it ends, ended because of the task's limit.
 */
export function reasonInTime(task: PlanTask, budget: AttemptBudget, reason: Reason | undefined): Reason | undefined {
  const isOver = budget.remainingMs !== undefined && budget.remainingMs <= 0;
  return isOver && (reason?.code === 'ATTEMPT_TIMEOUT' || reason?.code === 'TASK_TIMEOUT') ? taskTimeout(task) : reason;
}

function limited(code: Reason['code'], limitMs: number | undefined): Reason {
  return limitMs === undefined ? { code } : { code, params: { limitMs } };
}
