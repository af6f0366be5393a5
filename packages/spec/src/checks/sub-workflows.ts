/** Other workflows that the tasks of a document run, for what only a server knows: whether they are there. */
import { isTemplate, type WorkflowDocument } from '@carillon/core';
import type { DocumentPath } from '../finding.ts';
import { writtenTasks } from './written-tasks.ts';

export interface WorkflowReference {
  readonly project: string;
  readonly name: string;
  /** Undefined: the live one. */
  readonly version: number | undefined;
  /** Names of the parameters that it is given. */
  readonly params: readonly string[];
  /** Of `with`. */
  readonly path: DocumentPath;
}

/** Those whose names are written down; what an expression comes to is known when it runs. */
export function* workflowReferences(document: WorkflowDocument): Generator<WorkflowReference> {
  for (const { task, path } of writtenTasks(document)) {
    if (task.type !== 'workflow') continue;
    const { workflow, version, params } = task.with ?? {};
    if (typeof workflow !== 'string' || isTemplate(workflow)) continue;
    const [first = '', second] = workflow.split('/', 2);
    yield {
      project: second === undefined ? document.project : first,
      name: second ?? first,
      version: typeof version === 'number' ? version : undefined,
      params: typeof params === 'object' && params !== null ? Object.keys(params) : [],
      path: [...path, 'with'],
    };
  }
}
