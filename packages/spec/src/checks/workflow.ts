/** Everything that can be said about a workflow before it runs: its shape, then what it means. */
import {
  type DocumentFiles,
  isPhase,
  isTemplate,
  type Json,
  type JsonObject,
  type WorkflowDocument,
} from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import { nameProblems } from '../names.ts';
import { plannedField, plannedValue } from '../planned-fields.ts';
import { checkSchema, isObject } from '../schema/check-schema.ts';
import { workflowSchema } from '../schema/workflow-schema.ts';
import { approvalProblems } from './approvals.ts';
import { expressionProblems } from './expressions.ts';
import { fileProblems } from './files.ts';
import { paramProblems } from './params.ts';
import { scheduleProblems } from './schedules.ts';
import { secretProblems } from './secrets.ts';
import { switchProblems } from './switches.ts';
import { graphProblems, taskGraph } from './task-graph.ts';
import { waitProblems } from './waits.ts';

/** Shape first: the checks after it rely on it. @param files undefined: not known here */
export function* workflowProblems(value: JsonObject, files: DocumentFiles | undefined): Generator<Problem> {
  let sound = true;
  for (const problem of shapeProblems(value)) {
    sound = false;
    yield problem;
  }
  if (sound) yield* meaningProblems({ project: 'default', ...value } as unknown as WorkflowDocument, files);
}

function* shapeProblems(value: JsonObject): Generator<Problem> {
  for (const problem of checkSchema({
    schema: workflowSchema,
    root: workflowSchema,
    value,
    path: [],
    isDeferred: isTemplate,
    explainUnknown: plannedField,
  })) {
    yield plannedValue(problem.path, valueAt(value, problem.path)) ??
      (isTaskType(problem.path) ? { ...problem, code: 'VALIDATION_TASK_TYPE' } : problem);
  }
  yield* nameProblems(value);
}

function* meaningProblems(document: WorkflowDocument, files: DocumentFiles | undefined): Generator<Problem> {
  const graph = taskGraph(document);
  yield* graphProblems(graph);
  yield* switchProblems(graph);
  yield* paramProblems(document);
  yield* scheduleProblems(document);
  yield* waitProblems(document);
  yield* approvalProblems(document);
  yield* expressionProblems(document, graph);
  yield* secretProblems(document);
  yield* fileProblems(document, files);
}

const isTaskType = (path: DocumentPath): boolean => isPhase(path[0]) && path.length === 3 && path[2] === 'type';

function valueAt(value: Json, path: DocumentPath): Json | undefined {
  let found: Json | undefined = value;
  for (const part of path) found = isObject(found) || Array.isArray(found) ? (found as JsonObject)[part] : undefined;
  return found;
}
