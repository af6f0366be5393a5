/** Everything that can be said about a workflow before it runs: its shape, then what it means. */
import { type DocumentFiles, isTemplate, type Json, type JsonObject, type WorkflowDocument } from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import { nameProblems } from '../names.ts';
import { isTaskPath, plannedField, plannedValue } from '../planned-fields.ts';
import { checkSchema, isObject } from '../schema/check-schema.ts';
import { workflowSchema } from '../schema/workflow-schema.ts';
import { approvalProblems } from './approvals.ts';
import { compensationProblems } from './compensations.ts';
import { producedProblems } from './datasets.ts';
import { expressionProblems } from './expressions.ts';
import { fileProblems } from './files.ts';
import { leaseProblems } from './leases.ts';
import { limitProblems } from './limits.ts';
import { loopProblems } from './loops.ts';
import { paramProblems } from './params.ts';
import { placementProblems } from './placement.ts';
import { scheduleProblems } from './schedules.ts';
import { secretProblems } from './secrets.ts';
import { sizeProblems } from './size.ts';
import { subWorkflowProblems } from './sub-workflows.ts';
import { switchProblems } from './switches.ts';
import { graphProblems, taskGraphs } from './task-graph.ts';
import { waitProblems } from './waits.ts';
import { writtenTasks } from './written-tasks.ts';

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
  const tasks = writtenTasks(document);
  yield* sizeProblems(tasks);
  const graphs = taskGraphs(tasks);
  yield* loopProblems(tasks);
  for (const graph of graphs.all) {
    yield* graphProblems(graph);
    yield* switchProblems(graph);
  }
  yield* compensationProblems(tasks);
  yield* placementProblems(document);
  yield* paramProblems(document);
  yield* leaseProblems(document);
  yield* limitProblems(document);
  yield* scheduleProblems(document);
  yield* waitProblems(document);
  yield* subWorkflowProblems(document);
  yield* producedProblems(document);
  yield* approvalProblems(document);
  yield* expressionProblems(document, graphs);
  yield* secretProblems(document);
  yield* fileProblems(document, files);
}

const isTaskType = (path: DocumentPath): boolean => path.at(-1) === 'type' && isTaskPath(path.slice(0, -1));

function valueAt(value: Json, path: DocumentPath): Json | undefined {
  let found: Json | undefined = value;
  for (const part of path) found = isObject(found) || Array.isArray(found) ? (found as JsonObject)[part] : undefined;
  return found;
}
