/** Datasets that the tasks of a document bring up to date, and those they wait for. */
import { TASK_TYPES, type TaskType, type WorkflowDocument } from '@carillon/core';
import { writtenTasks } from './written-tasks.ts';

export interface DatasetReference {
  readonly project: string;
  readonly dataset: string;
  /** `load`, or `load.stage` for one in a group. */
  readonly task: string;
  readonly use: 'produces' | 'awaits';
  /** As it is written; undefined: the whole, or any. */
  readonly partition: string | undefined;
}

export function* datasetReferences(document: WorkflowDocument): Generator<DatasetReference> {
  const { defaults, project: own } = document;
  for (const { id, task } of writtenTasks(document)) {
    if (task.type === 'wait') {
      const { dataset, project, partition } = task.with ?? {};
      if (typeof dataset !== 'string') continue;
      yield { project: textOf(project) ?? own, dataset, task: id, use: 'awaits', partition: textOf(partition) };
      continue;
    }
    if (TASK_TYPES[task.type as TaskType].inline) continue;
    for (const produced of task.produces ?? defaults?.produces ?? []) {
      const { dataset, partition } = typeof produced === 'string' ? { dataset: produced } : produced;
      yield { project: own, dataset, task: id, use: 'produces', partition };
    }
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
