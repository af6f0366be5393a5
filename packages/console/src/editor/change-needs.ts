import type { EditedTask } from './language.ts';
import { listOf } from './task-forms.ts';
import type { Editor } from './use-editor.ts';

/** Connects and disconnects until the task depends on these; each is a step of undo. */
export async function changeNeeds(
  editor: Editor,
  { in: map, id, fields }: EditedTask,
  next: readonly string[],
): Promise<void> {
  const needs = listOf(fields['needs']);
  for (const from of needs) if (!next.includes(from)) await editor.apply({ edit: 'disconnect', in: map, from, to: id });
  for (const from of next) if (!needs.includes(from)) await editor.apply({ edit: 'connect', in: map, from, to: id });
}
