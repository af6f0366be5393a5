/** Everything that can be said about a document before it runs. Nothing is changed and nothing is run. */
import {
  type DocumentFiles,
  type Json,
  type JsonObject,
  type WorkflowDocument,
  isTemplate,
  pointerOf,
} from '@carillon/core';
import { expressionProblems } from './checks/expressions.ts';
import { fileProblems } from './checks/files.ts';
import { paramProblems } from './checks/params.ts';
import { scheduleProblems } from './checks/schedules.ts';
import { secretProblems } from './checks/secrets.ts';
import { graphProblems, taskGraph } from './checks/task-graph.ts';
import { waitProblems } from './checks/waits.ts';
import type { DocumentPath, Finding, Problem } from './finding.ts';
import { nameProblems } from './names.ts';
import type { ParsedDocument } from './parse.ts';
import { PLANNED_KINDS, plannedField, plannedValue } from './planned-fields.ts';
import { checkSchema, isObject } from './schema/check-schema.ts';
import { workflowSchema } from './schema/workflow-schema.ts';

/** Enough to work on; a document that is wrong everywhere must not cost more than one that is right. */
export const MAX_FINDINGS = 100;

export type ValidationResult =
  | { readonly document: WorkflowDocument; readonly findings: readonly Finding[] }
  | { readonly document: undefined; readonly findings: readonly Finding[] };

/** @param files what lies beside the document, by the path written there; undefined: not known here */
export function validateDocument(parsed: ParsedDocument, files?: DocumentFiles): ValidationResult {
  const problems = [...firstOf(MAX_FINDINGS, problemsOf(parsed.value, files))];
  const findings = problems.map((problem) => findingOf(problem, parsed));
  const invalid = problems.some((problem) => problem.severity === undefined);
  return invalid ? { document: undefined, findings } : { document: withProject(parsed.value as JsonObject), findings };
}

/** Shape first: the checks after it rely on it. */
function* problemsOf(value: Json, files: DocumentFiles | undefined): Generator<Problem> {
  if (!isObject(value)) {
    yield {
      code: 'VALIDATION_SCHEMA',
      path: [],
      message: 'the document must be a map of fields',
      hint: 'Begin with kind: Workflow and name: …',
    };
    return;
  }
  const kind = kindProblem(value['kind']);
  if (kind) {
    yield kind;
    return;
  }
  let sound = true;
  for (const problem of shapeProblems(value)) {
    sound = false;
    yield problem;
  }
  if (sound) yield* meaningProblems(withProject(value), files);
}

function kindProblem(kind: Json | undefined): Problem | undefined {
  if (kind === 'Workflow') return undefined;
  if (kind === undefined)
    return {
      code: 'VALIDATION_KIND',
      path: [],
      message: 'the document has no kind',
      hint: 'Begin with kind: Workflow.',
    };
  if (typeof kind === 'string' && PLANNED_KINDS.includes(kind)) {
    return {
      code: 'VALIDATION_NOT_AVAILABLE',
      path: ['kind'],
      message: `the kind "${kind}" is not available yet`,
      hint: 'Only Workflow is, in this version.',
    };
  }
  return {
    code: 'VALIDATION_KIND',
    path: ['kind'],
    message: `${JSON.stringify(kind).slice(0, 64)} is no kind of document`,
    hint: 'Use kind: Workflow.',
  };
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
  yield* graphProblems(document, graph);
  yield* paramProblems(document);
  yield* scheduleProblems(document);
  yield* waitProblems(document);
  yield* expressionProblems(document, graph);
  yield* secretProblems(document);
  yield* fileProblems(document, files);
}

const isTaskType = (path: DocumentPath): boolean => path[0] === 'tasks' && path.length === 3 && path[2] === 'type';

function valueAt(value: Json, path: DocumentPath): Json | undefined {
  let found: Json | undefined = value;
  for (const part of path) found = isObject(found) || Array.isArray(found) ? (found as JsonObject)[part] : undefined;
  return found;
}

function withProject(value: JsonObject): WorkflowDocument {
  return { project: 'default', ...value } as unknown as WorkflowDocument;
}

function findingOf(problem: Problem, { path: file, locate }: ParsedDocument): Finding {
  const { line, column } = locate(problem.path, { key: problem.atKey ?? false, offset: problem.offset ?? 0 });
  const { code, message, hint } = problem;
  const base = {
    code,
    severity: problem.severity ?? 'error',
    file,
    line,
    column,
    pointer: pointerOf(...problem.path),
    message,
  } as const;
  return hint === undefined ? base : { ...base, hint };
}

function* firstOf<T>(count: number, items: Iterable<T>): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left === 0) return;
    left -= 1;
    yield item;
  }
}
