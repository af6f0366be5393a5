/** Limits that could not do what they say. */
import { parseDuration, TASK_TYPES, type TaskType, type WorkflowDocument, said } from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import { writtenTasks } from './written-tasks.ts';

/** Windows of starts are kept open so long at most, and rates count no longer times. */
const LONGEST = '7d';

export function* limitProblems(document: WorkflowDocument): Generator<Problem> {
  for (const { task, path } of writtenTasks(document))
    for (const field of ['concurrency', 'rate'] as const) {
      if (!task[field]) continue;
      if (TASK_TYPES[task.type as TaskType]?.inline && !task.forEach && !task.while)
        yield {
          code: 'VALIDATION_LIMIT',
          path: [...path, field],
          message: said`a task of type "${task.type}" takes no worker, so that it has no ${field}`,
          hint: said`Limit the tasks that do the work, or the runs of the workflow.`,
        };
      yield* periodProblems([...path, field, 'per'], task.rate?.per);
    }
  const { starts, unique, params = {} } = document;
  yield* periodProblems(['starts', 'throttle', 'per'], starts?.throttle?.per);
  yield* periodProblems(['starts', 'debounce', 'for'], starts?.debounce?.for);
  yield* periodProblems(['starts', 'debounce', 'max'], starts?.debounce?.max);
  yield* periodProblems(['starts', 'batch', 'within'], starts?.batch?.within);
  if (unique?.per !== 'open') yield* periodProblems(['unique', 'per'], unique?.per);
  if (starts?.debounce && starts.batch)
    yield {
      code: 'VALIDATION_LIMIT',
      path: ['starts'],
      message: said`requests are either debounced or batched`,
      hint: said`Keep the newest request (debounce) or all of them (batch).`,
    };
  if (unique && (starts?.debounce || starts?.batch))
    yield {
      code: 'VALIDATION_LIMIT',
      path: ['unique'],
      message: said`requests that are collected into one run cannot be unique as well`,
      hint: said`Give the debounce or batch the key.`,
    };
  if (starts?.batch && params[starts.batch.param]?.type !== 'array')
    yield {
      code: 'VALIDATION_REFERENCE',
      path: ['starts', 'batch', 'param'],
      message: said`"${starts.batch.param}" is no parameter of type array`,
      hint: said`Declare it: params: { ${starts.batch.param}: { type: array } }.`,
    };
}

function* periodProblems(path: DocumentPath, text: string | undefined): Generator<Problem> {
  const ms = text === undefined ? undefined : parseDuration(text);
  if (ms === undefined) return;
  if (ms === 0) yield { code: 'VALIDATION_LIMIT', path, message: said`the time must be longer than nothing` };
  if (ms > (parseDuration(LONGEST) as number))
    yield {
      code: 'VALIDATION_LIMIT',
      path,
      message: said`the time is longer than ${LONGEST}, the longest that is kept`,
    };
}
