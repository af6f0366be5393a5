/** Which secrets the tasks of a document refer to: for the pages that say what uses a secret. */
import type { WorkflowDocument } from '../definition/document.ts';
import { secretNames } from '../params/secret-fields.ts';
import { compilePlan } from './compile-plan.ts';

/** In the order of names. @param document validated by `spec` */
export function secretsOf(document: WorkflowDocument): readonly string[] {
  const names = compilePlan(document).tasks.flatMap(({ type, definition, expands }) =>
    expands?.part ? secretsOf(expands.part) : [...secretNames(type, definition)],
  );
  return [...new Set(names)].sort();
}
