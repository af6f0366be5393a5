/** Documents that tests of the scheduler run. */
import type { TaskDocument, WorkflowDocument } from '@carillon/core';

/** A task that a function worker with this handler carries out. */
export const call = (handler: string, more: Partial<TaskDocument> = {}): TaskDocument => ({
  type: 'function',
  with: { handler },
  ...more,
});

export const workflow = (
  name: string,
  tasks: Readonly<Record<string, TaskDocument>>,
  more: Partial<WorkflowDocument> = {},
): WorkflowDocument => ({
  kind: 'Workflow',
  name,
  project: 'default',
  tasks,
  ...more,
});

/** The state of each task, by its name. */
export const states = (tasks: Readonly<Record<string, { readonly state: string }>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tasks).map(([id, task]) => [id, task.state]));
