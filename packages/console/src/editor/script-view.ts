/** The script of a task by itself. It has no history of its own: undo is that of the document, which it is a part of. */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { colours, look, nonce } from './code-look.ts';
import { scriptLanguage } from './script-language.ts';

interface ScriptOptions {
  readonly label: string;
  /** Of the task. */
  readonly type: string;
  /** Undefined: it can only be read. */
  readonly onText: ((text: string) => void) | undefined;
  readonly undo: () => void;
  readonly redo: () => void;
}

const base: Extension = [
  EditorView.cspNonce.of(nonce),
  lineNumbers(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  search({ top: true }),
  syntaxHighlighting(colours),
  look,
];

export function openScript(
  parent: HTMLElement,
  text: string,
  { label, type, onText, undo, redo }: ScriptOptions,
): EditorView {
  const watch = EditorView.updateListener.of((update) => {
    const isTyped = update.transactions.some((tr) => tr.docChanged && !tr.isUserEvent('document'));
    if (isTyped) onText?.(update.state.doc.toString());
  });
  const run = (act: () => void) => () => (act(), true);
  const extensions = [
    // Before the others: their undo would find nothing to undo.
    keymap.of([
      { key: 'Mod-z', run: run(undo) },
      { key: 'Mod-y', run: run(redo) },
      { key: 'Mod-Shift-z', run: run(redo) },
      ...closeBracketsKeymap,
      ...searchKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    base,
    scriptLanguage(type),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorState.readOnly.of(onText === undefined),
    watch,
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  view.scrollDOM.tabIndex = 0;
  return view;
}

/** What the document says now, without a step of its own. */
export function showScript(view: EditorView, text: string): void {
  if (view.state.doc.toString() === text) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: 'document' });
}
