/** The outputs that a task gives, as far as its document tells. */
import { asGroup, type TaskDocument, type TaskType, waitOutputs, type WorkflowDocument } from '@carillon/core';

/** Outputs that a type gives by itself. */
export const TYPE_OUTPUTS: Readonly<Partial<Record<TaskType, readonly string[]>>> = {
  http: ['status', 'body', 'size'],
  sql: ['rowCount', 'row', 'rows'],
  quality: ['passed', 'failed', 'values'],
  switch: ['case', 'then'],
};

/** Undefined where any may be given: by a function that declares none, or by tasks that are not known yet. */
export function outputsOf(document: WorkflowDocument, task: TaskDocument): readonly string[] | undefined {
  const inner = asGroup(task)?.tasks;
  if (typeof inner === 'string') return undefined;
  if (inner && task.type === 'group') return Object.keys(inner);
  const last = inner?.['reduce'] ?? inner?.['map'];
  if (last) return outputsOf(document, last);
  const declared = Object.keys(task.outputs ?? document.defaults?.outputs ?? {});
  if (task.type === 'function' && declared.length === 0) return undefined;
  // Those of the workflow that it runs, as that is then.
  if (task.type === 'workflow') return undefined;
  if (task?.type === 'wait') return waitOutputs(task.with ?? {});
  // What whoever approves fills in.
  const asked = task.type === 'approval' ? Object.keys(task.with?.['params'] ?? {}) : [];
  return [...declared, ...asked, ...(TYPE_OUTPUTS[task.type as TaskType] ?? [])];
}
