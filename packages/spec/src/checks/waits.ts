/** A `wait` until an instant names one. */
import { type WorkflowDocument, checkParam, documentTasks, isTemplate } from '@carillon/core';
import type { Problem } from '../finding.ts';

export function* waitProblems(document: WorkflowDocument): Generator<Problem> {
  for (const { id, task, phase } of documentTasks(document)) {
    const until = task.type === 'wait' ? task.with?.['until'] : undefined;
    if (typeof until !== 'string' || isTemplate(until)) continue;
    for (const { message } of checkParam({ type: 'datetime' }, until)) {
      yield { code: 'VALIDATION_SCHEMA', path: [phase, id, 'with', 'until'], message: `until ${message}` };
    }
  }
}
