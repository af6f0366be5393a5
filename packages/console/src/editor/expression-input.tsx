import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { useEffect, useId, useRef } from 'react';
import type { Field } from '../start/param-fields.ts';
import { completeExpression, type Known } from './completion.ts';
import type { EditedTask } from './language.ts';

interface ExpressionInputProps {
  readonly field: Field;
  readonly text: string;
  readonly known: Known;
  readonly task: EditedTask;
  readonly error?: string | undefined;
  /** The whole of it is an expression. */
  readonly isCondition?: boolean;
  readonly onText: (text: string) => void;
}

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const look = EditorView.theme({
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--mono)', fontSize: 'var(--size-code)', padding: '4px 0' },
  '.cm-line': { padding: '0 8px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--line-strong)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--text)' },
});

/** A line of text that completes the names which expressions may read. */
export function ExpressionInput({
  field,
  text,
  known,
  task,
  error,
  isCondition = false,
  onText,
}: ExpressionInputProps) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ known, task, onText });
  useEffect(() => {
    latest.current = { known, task, onText };
  });
  const { name, required, param } = field;
  useEffect(() => {
    const { current } = frame;
    if (!current) return;
    const made = new EditorView({
      parent: current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorView.cspNonce.of(nonce),
          EditorView.lineWrapping,
          EditorState.transactionFilter.of((tr) => (tr.newDoc.lines > 1 ? [] : tr)),
          autocompletion({
            override: [(context) => complete(context.state.sliceDoc(0, context.pos), isCondition, latest.current)],
          }),
          keymap.of([...completionKeymap, ...defaultKeymap]),
          EditorView.contentAttributes.of({ 'aria-labelledby': `${id}-label`, 'aria-describedby': `${id}-hint` }),
          EditorView.updateListener.of((update) => {
            if (
              update.docChanged &&
              update.transactions.some((tr) => tr.isUserEvent('input') || tr.isUserEvent('delete'))
            )
              latest.current.onText(update.state.doc.toString());
          }),
          look,
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
    // The text it begins with is only read once; later ones come through the effect below.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [id, isCondition]);
  useEffect(() => {
    const { current } = view;
    if (current && current.state.doc.toString() !== text)
      current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } });
  }, [text]);
  return (
    <div className="field">
      <span className="field-label" id={`${id}-label`}>
        {param.title ?? name}
        {required && <span className="required"> *</span>}
        <span className="param-type">{param.type}</span>
      </span>
      <div ref={frame} className={error === undefined ? 'expression-input' : 'expression-input is-invalid'} />
      <p id={`${id}-hint`} className={error === undefined ? 'hint' : 'field-error'}>
        {error ?? param.description}
      </p>
    </div>
  );
}

function complete(before: string, isCondition: boolean, { known, task }: { known: Known; task: EditedTask }) {
  const open = isCondition ? before : /\$\{\{((?:(?!\}\}).)*)$/.exec(before)?.[1];
  if (open === undefined) return null;
  const { from, options } = completeExpression(open, known, task);
  const start = before.length - open.length + from;
  return options.length === 0 ? null : { from: start, options: [...options], validFor: /^\w*$/ };
}
