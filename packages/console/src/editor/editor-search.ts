/** What of the editor is in its address. */
export const EDITOR_MODES = ['split', 'yaml', 'canvas', 'table', 'script'] as const;
export type EditorMode = (typeof EDITOR_MODES)[number];

export interface EditorSearch {
  readonly view?: EditorMode;
  /** The selected task, as `tasks/load`. */
  readonly task?: string;
  /** The template that a new workflow begins with. */
  readonly from?: string;
}

export function parseEditorSearch({ view, task, from }: Record<string, unknown>): EditorSearch {
  const mode = EDITOR_MODES.find((known) => known === view && known !== 'split');
  return {
    ...(mode && { view: mode }),
    ...(typeof task === 'string' && task !== '' && { task }),
    ...(typeof from === 'string' && from !== '' && { from }),
  };
}
