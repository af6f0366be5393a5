import type { EditedTask } from './language.ts';
import { freeName, newTask } from './task-names.ts';
import { type Editor, keyOf, type TaskName } from './use-editor.ts';

/** What canvas, outline and keys do to tasks; each is a change of the text. */
export function useTaskActions(
  editor: Editor,
  selected: EditedTask | undefined,
  select: (task: TaskName | undefined) => void,
) {
  const add = async (type: string, after: EditedTask | undefined) => {
    const id = freeName(type, editor.shown.tasks);
    const where = after?.in ?? 'tasks';
    const fields = newTask(type, []);
    if (!(await editor.apply({ edit: 'add_task', in: where, task: id, fields }))) return;
    if (after) await editor.apply({ edit: 'connect', in: where, from: after.id, to: id });
    select({ in: where, id });
  };
  const remove = (task: EditedTask) => {
    void editor.apply({ edit: 'delete_task', in: task.in, task: task.id }).then((isDone) => {
      if (isDone && selected && keyOf(selected) === keyOf(task)) select(undefined);
    });
  };
  /** Undo is of the whole document, except in a field that has text of its own. */
  const onKeyDown = (event: React.KeyboardEvent) => {
    const isText = (event.target as HTMLElement).closest('input, textarea, [contenteditable]');
    if (!(event.ctrlKey || event.metaKey) || isText || !['z', 'y', 'Z'].includes(event.key)) return;
    event.preventDefault();
    if (event.key === 'y' || event.shiftKey) editor.redo();
    else editor.undo();
  };
  return { add, remove, onKeyDown };
}
