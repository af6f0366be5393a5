/** Everything that can be said about a dataset, and about what tasks produce. */
import { type JsonObject, TASK_TYPES, type TaskType, type WorkflowDocument, said } from '@carillon/core';
import type { Problem } from '../finding.ts';
import { headNameProblems } from '../names.ts';
import { checkSchema } from '../schema/check-schema.ts';
import { datasetSchema } from '../schema/dataset-schema.ts';
import { writtenTasks } from './written-tasks.ts';

export function* datasetProblems(value: JsonObject): Generator<Problem> {
  yield* checkSchema({ schema: datasetSchema, root: datasetSchema, value, path: [] });
  yield* headNameProblems(value, said`a dataset`);
}

/** What is carried out by the servers produces nothing: there is no attempt whose success would be recorded with it. */
export function* producedProblems(document: WorkflowDocument): Generator<Problem> {
  for (const { id, task, path } of writtenTasks(document)) {
    if (!task.produces || !TASK_TYPES[task.type as TaskType].inline) continue;
    yield {
      code: 'VALIDATION_SCHEMA',
      path: [...path, 'produces'],
      atKey: true,
      message: said`${id} is a ${task.type}, which produces no dataset`,
      hint: said`Name the dataset at a task that a worker carries out.`,
    };
  }
}
