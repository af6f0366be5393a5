/** The script of a task by itself. It has no history of its own: undo is that of the document, which it is a part of. */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, type KeyBinding, keymap, lineNumbers } from '@codemirror/view';
import { colours, look, nonce } from './code-look.ts';
import { scriptLanguage } from './script-language.ts';
import { changeOf } from './text-change.ts';

interface ScriptOptions {
  readonly label: string;
  /** Of the task. */
  readonly type: string;
  /** Undefined: it can only be read. */
  readonly write: ScriptChanges | undefined;
}

interface ScriptChanges {
  readonly onText: (text: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** Whether it can only be read at the moment. */
const reading = new Compartment();

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

export function openScript(parent: HTMLElement, text: string, options: ScriptOptions): EditorView {
  const view = new EditorView({ parent, state: scriptState(text, options) });
  view.scrollDOM.tabIndex = 0;
  return view;
}

export function scriptState(text: string, { label, type, write }: ScriptOptions): EditorState {
  const watch = EditorView.updateListener.of((update) => {
    const isTyped = update.transactions.some((tr) => tr.docChanged && !tr.isUserEvent('document'));
    if (isTyped) write?.onText(update.state.doc.toString());
  });
  const extensions = [
    keymap.of([
      ...(write ? historyKeys(write) : []),
      ...closeBracketsKeymap,
      ...searchKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    base,
    scriptLanguage(type),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    reading.of(EditorState.readOnly.of(write === undefined)),
    watch,
  ];
  return EditorState.create({ doc: text, extensions });
}

function historyKeys({ undo, redo }: ScriptChanges): readonly KeyBinding[] {
  const run = (act: () => void) => () => (act(), true);
  return [
    { key: 'Mod-z', run: run(undo) },
    { key: 'Mod-y', run: run(redo) },
    { key: 'Mod-Shift-z', run: run(redo) },
  ];
}

/** What the document says now, without a step of its own. */
export function showScript(view: EditorView, text: string): void {
  const shown = view.state.doc.toString();
  if (shown !== text) view.dispatch({ changes: changeOf(shown, text), userEvent: 'document' });
}

export const setReadOnly = (view: EditorView, isReadOnly: boolean): void =>
  view.dispatch({ effects: reading.reconfigure(EditorState.readOnly.of(isReadOnly)) });
