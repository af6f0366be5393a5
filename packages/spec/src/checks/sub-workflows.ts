/** Other workflows that the tasks of a document run, for what only a server knows: whether they are there. */
import { isTemplate, type WorkflowDocument, said } from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import { isName } from '../names.ts';
import { writtenTasks } from './written-tasks.ts';

export interface WorkflowReference {
  readonly project: string;
  readonly name: string;
  /** Which runs it. */
  readonly task: string;
  /** Undefined: the live one. */
  readonly version: number | undefined;
  /** Names of the parameters that it is given. */
  readonly params: readonly string[];
  /** Of `with`. */
  readonly path: DocumentPath;
}

/** Those whose names are written down; what an expression comes to is known when it runs. */
export function* workflowReferences(document: WorkflowDocument): Generator<WorkflowReference> {
  for (const { id, task, path } of writtenTasks(document)) {
    if (task.type !== 'workflow') continue;
    const { workflow, version, params } = task.with ?? {};
    if (typeof workflow !== 'string' || isTemplate(workflow)) continue;
    const [first = '', second] = workflow.split('/');
    yield {
      project: second === undefined ? document.project : first,
      name: second ?? first,
      task: id,
      version: typeof version === 'number' ? version : undefined,
      params: typeof params === 'object' && params !== null ? Object.keys(params) : [],
      path: [...path, 'with'],
    };
  }
}

export function* subWorkflowProblems(document: WorkflowDocument): Generator<Problem> {
  for (const { task, path } of writtenTasks(document)) {
    const workflow = task.type === 'workflow' ? task.with?.['workflow'] : undefined;
    if (typeof workflow !== 'string' || isTemplate(workflow)) continue;
    const parts = workflow.split('/');
    if (parts.length <= 2 && parts.every(isName)) continue;
    yield {
      code: 'VALIDATION_NAME',
      path: [...path, 'with', 'workflow'],
      message: said`"${workflow.slice(0, 64)}" is no name of a workflow`,
      hint: said`Write its name, or project/name for one of another project.`,
    };
  }
}
