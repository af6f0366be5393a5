/** What an approval asks for has defaults of its type; whoever approves would be refused for it. */
import { checkParam, hasExpressions, type Param, type WorkflowDocument, said } from '@carillon/core';
import type { Problem } from '../finding.ts';
import { writtenTasks } from './written-tasks.ts';

export function* approvalProblems(document: WorkflowDocument): Generator<Problem> {
  for (const { task, path: place } of writtenTasks(document)) {
    if (task.type !== 'approval') continue;
    const params = (task.with?.['params'] ?? {}) as unknown as Readonly<Record<string, Param>>;
    for (const [name, param] of Object.entries(params)) {
      if (param.default === undefined || param.default === null || hasExpressions(param.default)) continue;
      for (const { message } of checkParam(param, param.default))
        yield {
          code: 'VALIDATION_PARAM',
          path: [...place, 'with', 'params', name, 'default'],
          message: said`the default ${message}`,
        };
    }
  }
}
