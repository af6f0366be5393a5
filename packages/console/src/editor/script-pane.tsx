import type { Json } from '@carillon/core';
import type { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/page.tsx';
import { openScript, showScript } from './script-view.ts';
import type { EditedTask } from './language.ts';
import { isMapValue, scriptFieldOf } from './task-forms.ts';
import { type Editor, keyOf } from './use-editor.ts';

interface ScriptPaneProps {
  readonly editor: Editor;
  readonly task: EditedTask | undefined;
  /** Texts beside the document, by their path. */
  readonly files: Readonly<Record<string, string>>;
  readonly onClose: () => void;
}

/** What a task runs, at its full height, in its own language. */
export function ScriptPane({ onClose, ...shown }: ScriptPaneProps) {
  const { t } = useTranslation();
  return (
    <div className="script-pane">
      <button type="button" className="plain script-close" onClick={onClose}>
        {t('action.close')}
      </button>
      <Shown {...shown} />
    </div>
  );
}

function Shown({ editor, task, files }: Omit<ScriptPaneProps, 'onClose'>) {
  const { t } = useTranslation();
  if (!task) return <Empty title={t('editor.noTask')} hint={t('editor.noScriptTaskHint')} />;
  const type = typeof task.fields['type'] === 'string' ? task.fields['type'] : '';
  const field = scriptFieldOf(type);
  if (field === undefined) return <Empty title={t('editor.noScript', { task: task.id, type })} />;
  if (task.lock) return <Empty title={task.id} hint={t(`editor.lock_${task.lock}`)} />;
  const inputs = isMapValue(task.fields['with']) ? task.fields['with'] : {};
  const file = typeof inputs['file'] === 'string' ? inputs['file'] : undefined;
  const key = `${keyOf(task)} ${type} ${file}`;
  const shared = { editor, task, type };
  if (file === undefined) return <Script key={key} {...shared} name={field} text={textOf(inputs[field])} isOwn />;
  return <Script key={key} {...shared} name={file} text={Object.hasOwn(files, file) ? files[file] : undefined} />;
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

interface ScriptProps {
  readonly editor: Editor;
  readonly task: EditedTask;
  readonly type: string;
  /** Of the field, or of the file. */
  readonly name: string;
  /** Undefined: a file that is not there. */
  readonly text: string | undefined;
  /** It stands in the document; else in a file, which is written elsewhere. */
  readonly isOwn?: boolean;
}

/** Somebody who pauses has written something; each is one step of undo. */
const SETTLE_MS = 500;

function Script({ editor, task, type, name, text: written, isOwn = false }: ScriptProps) {
  const { t } = useTranslation();
  const text = written ?? '';
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  /** Typed, and not yet in the document. */
  const typed = useRef<string>(undefined);
  const path = [task.in, task.id, 'with', name];
  const settle = async () => {
    const value = typed.current;
    if (value === undefined) return;
    await editor.apply(value === '' ? { edit: 'unset_field', path } : { edit: 'set_field', path, value });
    if (typed.current === value) typed.current = undefined;
  };
  const latest = useRef({ editor, settle });
  useEffect(() => {
    latest.current = { editor, settle };
  });
  const label = t('editor.scriptOf', { task: task.id });
  useEffect(() => {
    const { current } = frame;
    if (!current) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const made = openScript(current, text, {
      label,
      type,
      write: isOwn
        ? {
            onText: (next) => {
              typed.current = next;
              clearTimeout(timer);
              timer = setTimeout(() => void latest.current.settle(), SETTLE_MS);
            },
            undo: () => void latest.current.settle().then(() => latest.current.editor.undo()),
            redo: () => latest.current.editor.redo(),
          }
        : undefined,
    });
    view.current = made;
    return () => {
      clearTimeout(timer);
      void latest.current.settle();
      made.destroy();
    };
    // The text it begins with is only read once; later ones come through the effect below.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [label, type, isOwn]);
  useEffect(() => {
    if (view.current && typed.current === undefined) showScript(view.current, text);
  }, [text]);
  return (
    <>
      <p className="soft">
        <b>{task.id}</b> · {type} · <code>{name}</code>
        {!isOwn && <span> · {written === undefined ? t('editor.fileMissing') : t('editor.fileBeside')}</span>}
      </p>
      <div ref={frame} className="script-code" />
    </>
  );
}
