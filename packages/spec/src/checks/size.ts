/** Workflows that are too large, or soon will be. */
import { MAX_TASKS, nearLimit, said } from '@carillon/core';
import type { Problem } from '../finding.ts';
import { nearlyText } from '../nearly.ts';
import type { WrittenTask } from './written-tasks.ts';

/** @param tasks all of them, those in groups included */
export function* sizeProblems(tasks: readonly WrittenTask[]): Generator<Problem> {
  if (tasks.length > MAX_TASKS) {
    yield {
      code: 'VALIDATION_LIMIT',
      path: ['tasks'],
      message: said`the workflow has ${tasks.length} tasks, ${MAX_TASKS} is the most`,
      hint: said`Split it into workflows that start one another, or repeat one task over a list with forEach.`,
    };
    return;
  }
  const near = nearLimit('tasks', tasks.length, MAX_TASKS);
  if (near) yield { code: 'LIMIT_NEAR', path: ['tasks'], message: nearlyText(near), severity: 'warning' };
}
