/** Everything that can be said about a document before it runs. Nothing is changed and nothing is run. */
import {
  type CalendarDocument,
  type DatasetDocument,
  type DocumentFiles,
  didYouMean,
  type Json,
  type JsonObject,
  pointerOf,
  type QueueDocument,
  type WorkflowDocument,
  said,
  saidAny,
} from '@carillon/core';
import { calendarProblems } from './checks/calendars.ts';
import { datasetProblems } from './checks/datasets.ts';
import { queueProblems } from './checks/queues.ts';
import { workflowProblems } from './checks/workflow.ts';
import { type Finding, type Problem, wordsOf } from './finding.ts';
import type { ParsedDocument } from './parse.ts';
import { PLANNED_KINDS } from './planned-fields.ts';
import { isObject } from './schema/check-schema.ts';

/** Enough to work on; a document that is wrong everywhere must not cost more than one that is right. */
export const MAX_FINDINGS = 100;

export interface ValidationResult {
  /** Undefined: one of the findings is an error. */
  readonly document: AnyDocument | undefined;
  readonly findings: readonly Finding[];
}

export type AnyDocument = WorkflowDocument | CalendarDocument | DatasetDocument | QueueDocument;

const KINDS = ['Workflow', 'Calendar', 'Dataset', 'Queue'] as const;

/** @param files what lies beside the document, by the path written there; undefined: not known here */
export function validateDocument(parsed: ParsedDocument, files?: DocumentFiles): ValidationResult {
  const problems = [...firstOf(MAX_FINDINGS, problemsOf(parsed.value, files))];
  const findings = problems.map((problem) => findingOf(problem, parsed));
  const invalid = problems.some((problem) => problem.severity === undefined);
  return { document: invalid ? undefined : withProject(parsed.value as JsonObject), findings };
}

/** Shape first: the checks after it rely on it. */
function* problemsOf(value: Json, files: DocumentFiles | undefined): Generator<Problem> {
  if (!isObject(value)) {
    yield {
      code: 'VALIDATION_SCHEMA',
      path: [],
      message: said`the document must be a map of fields`,
      hint: said`Begin with kind: Workflow and name: …`,
    };
    return;
  }
  const kind = kindProblem(value['kind']);
  if (kind) {
    yield kind;
    return;
  }
  if (value['kind'] === 'Calendar') yield* calendarProblems(value);
  else if (value['kind'] === 'Dataset') yield* datasetProblems(value);
  else if (value['kind'] === 'Queue') yield* queueProblems(value);
  else yield* workflowProblems(value, files);
}

function kindProblem(kind: Json | undefined): Problem | undefined {
  if (KINDS.some((known) => known === kind)) return undefined;
  if (kind === undefined)
    return {
      code: 'VALIDATION_KIND',
      path: [],
      message: said`the document has no kind`,
      hint: said`Begin with kind: ${KINDS.join(', ')}.`,
    };
  if (typeof kind === 'string' && PLANNED_KINDS.includes(kind)) {
    return {
      code: 'VALIDATION_NOT_AVAILABLE',
      path: ['kind'],
      message: said`the kind "${kind}" is not available yet`,
      hint: said`In this version there are ${KINDS.join(', ')}.`,
    };
  }
  return {
    code: 'VALIDATION_KIND',
    path: ['kind'],
    message: said`${JSON.stringify(kind).slice(0, 64)} is no kind of document`,
    hint: (typeof kind === 'string' ? didYouMean(kind, KINDS) : undefined) ?? said`Use kind: ${saidAny(KINDS)}.`,
  };
}

function withProject(value: JsonObject): AnyDocument {
  return { project: 'default', ...value } as unknown as AnyDocument;
}

/** At its line. */
export function findingOf(problem: Problem, { path: file, locate }: Pick<ParsedDocument, 'path' | 'locate'>): Finding {
  const { line, column } = locate(problem.path, { key: problem.atKey ?? false, offset: problem.offset ?? 0 });
  return {
    code: problem.code,
    severity: problem.severity ?? 'error',
    file,
    line,
    column,
    pointer: pointerOf(...problem.path),
    ...wordsOf(problem),
  };
}

function* firstOf<T>(count: number, items: Iterable<T>): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left === 0) return;
    left -= 1;
    yield item;
  }
}
