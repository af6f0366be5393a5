/** A task of a run as it was written, with the fields that all tasks of its workflow share. */
import { documentTasks } from './document-tasks.ts';
import type { TaskDocument, WorkflowDocument } from './document.ts';
import { tasksInline } from './group-tasks.ts';

/** @param id as in a run: `load`, or `load.stage` for one that stands in a group. Undefined: there is no such task. */
export function definitionOf(document: WorkflowDocument, id: string): Partial<TaskDocument> | undefined {
  const found = documentTasks(document).find((one) => one.id === id);
  if (!found) return undefined;
  const { part, within, name, phase, task } = found;
  const isGroup = part !== undefined && phase !== 'compensate';
  const written = isGroup ? groupAt(document[phase], within === '' ? [name] : [...within.split('.'), name]) : task;
  return { ...document.defaults, ...(written ?? task) };
}

/** What stands for a group in a run has none of what was written there. */
function groupAt(
  tasks: Readonly<Record<string, TaskDocument>> | undefined,
  [name = '', ...inner]: readonly string[],
): TaskDocument | undefined {
  const group = tasks?.[name];
  return group && inner.length > 0 ? groupAt(tasksInline(group), inner) : group;
}
