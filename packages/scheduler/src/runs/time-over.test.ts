import type { AttemptBudget, PlanTask } from '@carillon/core';
import { expect, it } from 'vitest';
import { attemptTimeout, queueTimeout, reasonInTime, taskTimeout } from './time-over.ts';

const task = {
  definition: { attemptTimeoutMs: 2_000 },
  queueTimeoutMs: undefined,
  taskTimeoutMs: 4_000,
} as unknown as PlanTask;
const left = (remainingMs: number | undefined): AttemptBudget => ({
  tries: 1,
  ruleTries: [],
  lost: 0,
  attempt: 2,
  stopReason: undefined,
  elapsedMs: 4_000,
  remainingMs,
});
const byTask = { code: 'TASK_TIMEOUT', params: { limitMs: 4_000 } } as const;
const byAttempt = { code: 'ATTEMPT_TIMEOUT', params: { limitMs: 2_000 } } as const;

it('names the limit that was reached, where there is one', () => {
  expect(taskTimeout(task)).toEqual(byTask);
  expect(attemptTimeout(task)).toEqual(byAttempt);
  expect(queueTimeout(task)).toEqual({ code: 'QUEUE_TIMEOUT' });
});

it.each([
  ['cut off when its task has no time left', byAttempt, 0, byTask],
  ['told so without the limit', { code: 'TASK_TIMEOUT' } as const, -3, byTask],
  ['cut off while its task has time left', byAttempt, 1, byAttempt],
  ['cut off in a task without a limit', byAttempt, undefined, byAttempt],
  ['that failed of itself', { code: 'EXIT_CODE' } as const, -3, { code: 'EXIT_CODE' }],
])('gives the reason of an attempt %s', (_, reason, remainingMs, expected) => {
  expect(reasonInTime(task, left(remainingMs), reason)).toEqual(expected);
});
