import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { EditorMode, EditorSearch } from './editor-search.ts';
import { type Editor, keyOf, type TaskName } from './use-editor.ts';

const route = getRouteApi('/p/$project/w/$workflow/edit');

/** Pane mode and selection stand in the address; what is selected is looked up in the newest text. */
export function useEditorAddress(editor: Editor) {
  const { view = 'split', task } = route.useSearch();
  const navigate = route.useNavigate();
  const select = useCallback(
    (name: TaskName | undefined) =>
      void navigate({
        search: (last) => ({ ...without(last, 'task'), ...(name && { task: keyOf(name) }) }),
        replace: true,
      }),
    [navigate],
  );
  const setMode = useCallback(
    (mode: EditorMode) =>
      void navigate({
        search: (last) => ({ ...without(last, 'view'), ...(mode !== 'split' && { view: mode }) }),
        replace: true,
      }),
    [navigate],
  );
  const selected = editor.shown.tasks.find((one) => keyOf(one) === task);
  return { mode: view, selected, select, setMode };
}

const without = (search: EditorSearch, name: keyof EditorSearch): EditorSearch =>
  Object.fromEntries(Object.entries(search).filter(([key]) => key !== name));
