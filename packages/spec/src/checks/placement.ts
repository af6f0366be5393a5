/** Amounts are amounts, and strategies have what they go by. */
import {
  isTemplate,
  parseResources,
  type TaskDocument,
  WORKER_LABEL,
  type WorkflowDocument,
  said,
  SaidRangeError,
} from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import { writtenTasks } from './written-tasks.ts';

export function* placementProblems(document: WorkflowDocument): Generator<Problem> {
  if (document.defaults) yield* fieldProblems(document.defaults, ['defaults'], false);
  for (const { task, path } of writtenTasks(document)) {
    const workers = { ...document.defaults?.workers, ...task.workers };
    yield* fieldProblems({ ...task, ...(task.workers && { workers }) }, path, true);
  }
}

function* fieldProblems(
  { resources, workers }: Partial<TaskDocument>,
  path: DocumentPath,
  isWhole: boolean,
): Generator<Problem> {
  for (const [name, amount] of Object.entries(resources ?? {})) {
    try {
      parseResources({ [name]: amount });
    } catch (error) {
      if (!(error instanceof SaidRangeError)) throw error;
      yield { code: 'VALIDATION_SCHEMA', path: [...path, 'resources', name], message: error.said };
    }
  }
  if (isWhole && workers?.strategy === 'pinned' && workers.labels?.[WORKER_LABEL] === undefined)
    yield {
      code: 'VALIDATION_SCHEMA',
      path: [...path, 'workers', 'strategy'],
      message: said`pinned needs the name of a worker`,
      hint: said`Add ${WORKER_LABEL}: <name> to workers.labels.`,
    };
  for (const [i, { labels }] of (workers?.prefer ?? []).entries()) {
    const dynamic = Object.entries(labels).find(([, match]) => typeof match === 'string' && isTemplate(match));
    if (dynamic)
      yield {
        code: 'VALIDATION_EXPRESSION',
        path: [...path, 'workers', 'prefer', i, 'labels', dynamic[0]],
        message: said`an expression cannot stand here`,
        hint: said`Expressions may stand in workers.labels and workers.sticky.`,
      };
  }
}
