/** Everything that can be said about a queue without the others. */
import {
  type JsonObject,
  parseShare,
  type QueueDocument,
  type WorkflowDocument,
  type Said,
  said,
} from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import { headNameProblems } from '../names.ts';
import { checkSchema } from '../schema/check-schema.ts';
import { queueSchema } from '../schema/queue-schema.ts';
import { writtenTasks } from './written-tasks.ts';

/** Shape first: the checks after it rely on it. */
export function* queueProblems(value: JsonObject): Generator<Problem> {
  let sound = true;
  for (const problem of shapeProblems(value)) {
    sound = false;
    yield problem;
  }
  if (sound) yield* meaningProblems(value as unknown as QueueDocument);
}

function* shapeProblems(value: JsonObject): Generator<Problem> {
  yield* checkSchema({ schema: queueSchema, root: queueSchema, value, path: [] });
  yield* headNameProblems(value, said`a queue`);
}

function* meaningProblems({ name, parent, minShare, maxShare }: QueueDocument): Generator<Problem> {
  for (const [field, text] of Object.entries({ minShare, maxShare }))
    if (text !== undefined && parseShare(text) === undefined)
      yield bad([field], said`${field}: "${text}" is more than 100%`);
  if ((parseShare(minShare) ?? 0) > (parseShare(maxShare) ?? 1))
    yield bad(
      ['minShare'],
      said`the guarantee ${minShare} is more than the maximum ${maxShare}`,
      said`Lower it, or raise maxShare.`,
    );
  if (parent === name) yield bad(['parent'], said`the queue "${name}" would be a part of itself`);
}

const bad = (path: DocumentPath, message: Said, hint?: Said): Problem => ({
  code: 'VALIDATION_QUEUE',
  path,
  message,
  hint,
});

/** The queues that a workflow names, with their places. */
export function* queueReferences(
  document: WorkflowDocument,
): Generator<{ readonly path: DocumentPath; readonly name: string }> {
  if (document.queue !== undefined) yield { path: ['queue'], name: document.queue };
  if (document.defaults?.queue !== undefined) yield { path: ['defaults', 'queue'], name: document.defaults.queue };
  for (const { task, path } of writtenTasks(document))
    if (task.queue !== undefined) yield { path: [...path, 'queue'], name: task.queue };
}
