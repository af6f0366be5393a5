/** The text of the editor: CodeMirror with what the console adds. Its history is the one undo of all panes. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { CompletionSource } from '@codemirror/autocomplete';
import { colours, look, nonce } from './code-look.ts';

export interface TextOptions {
  readonly label: string;
  readonly complete: CompletionSource;
  readonly onText: (text: string) => void;
  /** From 1, when the cursor has moved. */
  readonly onLine: (line: number) => void;
}

const base: Extension = [
  EditorView.cspNonce.of(nonce),
  lineNumbers(),
  foldGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  search({ top: true }),
  yaml(),
  syntaxHighlighting(colours),
  lintGutter(),
  look,
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...lintKeymap,
    ...defaultKeymap,
    indentWithTab,
  ]),
];

export function openText(
  parent: HTMLElement,
  text: string,
  { label, complete, onText, onLine }: TextOptions,
): EditorView {
  const watch = EditorView.updateListener.of((update) => {
    if (update.docChanged) onText(update.state.doc.toString());
    if (update.selectionSet) onLine(update.state.doc.lineAt(update.state.selection.main.head).number);
  });
  const extensions = [
    base,
    autocompletion({ override: [complete] }),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    watch,
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  // Long lines can be scrolled to without a pointer.
  view.scrollDOM.tabIndex = 0;
  return view;
}
