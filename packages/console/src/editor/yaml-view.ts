/** The text of the editor: CodeMirror with what the console adds. Its history is the one undo of all panes. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
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
import { tags } from '@lezer/highlight';
import type { CompletionSource } from '@codemirror/autocomplete';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--success-ink)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--attention-ink)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--text-soft)' },
  { tag: [tags.labelName, tags.typeName, tags.meta], color: 'var(--cascade-ink)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: 'var(--size-code)', backgroundColor: 'var(--code)', color: 'var(--text)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-gutters': { backgroundColor: 'var(--code)', color: 'var(--text-soft)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--accent-soft) 55%, transparent)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft) !important' },
  '.cm-tooltip, .cm-panels': {
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--text-soft)', fontStyle: 'normal' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--sunken)', border: 'none', color: 'var(--text-soft)' },
});

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
