/** How long an attempt may be out of touch: bounded, and only of what a worker carries out. */
import { parseDuration, TASK_TYPES, type TaskType, type WorkflowDocument, said } from '@carillon/core';
import type { Problem } from '../finding.ts';
import { writtenTasks } from './written-tasks.ts';

/** The lease of a worker's session, below which nothing is given away. */
const SHORTEST = '14s';
const LONGEST = '1h';

export function* leaseProblems(document: WorkflowDocument): Generator<Problem> {
  for (const { task, path } of writtenTasks(document)) {
    for (const field of ['lease', 'exclusive'] as const) {
      if (task[field] === undefined || !TASK_TYPES[task.type as TaskType]?.inline) continue;
      yield {
        code: 'VALIDATION_LIMIT',
        path: [...path, field],
        atKey: true,
        message: said`a task of type "${task.type}" takes no worker, so that it has no ${field}`,
        hint: said`Give it to the tasks that do the work.`,
      };
    }
    const ms = task.lease === undefined ? undefined : parseDuration(task.lease);
    if (ms === undefined || (ms >= millisecondsOf(SHORTEST) && ms <= millisecondsOf(LONGEST))) continue;
    yield {
      code: 'VALIDATION_LIMIT',
      path: [...path, 'lease'],
      message: said`a lease of ${task.lease} is not between ${SHORTEST} and ${LONGEST}`,
      hint: said`Say how long the worker may be out of touch, or leave it out: 14s.`,
    };
  }
}

const millisecondsOf = (text: string): number => parseDuration(text) as number;
