/** The checks of documents that nobody wrote in a file: tasks that an output of another task gave. */
import { type JsonObject, pointerOf, type Said, said, type WorkflowDocument } from '@carillon/core';
import { workflowProblems } from './checks/workflow.ts';

/** What is wrong with it, first things first; empty: nothing. */
export function checkDocument(document: WorkflowDocument): readonly Said[] {
  const problems = [...workflowProblems(document as unknown as JsonObject, undefined)];
  return problems
    .filter(({ severity }) => severity === undefined)
    .map(({ path, message }) => said`${pointerOf(...path)}: ${message}`);
}
