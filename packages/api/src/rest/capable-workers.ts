/** Which of the connected workers could be given the tasks of a document. */
import {
  capabilityOf,
  ownLabels,
  requirementOf,
  TASK_MAPS,
  TASK_TYPES,
  type TaskDocument,
  type TaskMap,
  type TaskType,
  type WorkerNeeds,
  type WorkerOffer,
  type WorkerRecord,
  type WorkflowDocument,
} from '@carillon/core';

export function offersOf(workers: readonly WorkerRecord[]): readonly WorkerOffer[] {
  return workers
    .filter(({ state }) => state === 'online')
    .map((worker) => ({
      ...worker,
      capabilities: new Set(worker.capabilities),
      labels: ownLabels(worker, worker.labels),
    }));
}

export interface AskingTask {
  readonly in: TaskMap;
  readonly task: string;
  readonly fields: TaskDocument;
  /** Undefined: a server carries it out. */
  readonly needs: (WorkerNeeds & { readonly queue: string }) | undefined;
}

export function* askingTasks(document: WorkflowDocument): Generator<AskingTask> {
  for (const map of TASK_MAPS)
    for (const [task, fields] of Object.entries(document[map] ?? {})) {
      const { inline } = TASK_TYPES[fields.type as TaskType];
      yield { in: map, task, fields, needs: inline ? undefined : needsOf(document, task, fields) };
    }
}

function needsOf(document: WorkflowDocument, id: string, task: TaskDocument): NonNullable<AskingTask['needs']> {
  const capability = capabilityOf(task.type, task.with ?? {});
  return requirementOf({ id, task: { ...document.defaults, ...task }, document, capability });
}
