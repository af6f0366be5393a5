import type { Json } from '@carillon/core';
import type { EditorView } from '@codemirror/view';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/page.tsx';
import type { EditedTask } from './language.ts';
import { openScript, setReadOnly, showScript } from './script-view.ts';
import { isMapValue, scriptFieldOf } from './task-forms.ts';
import { useSettleOnLeave } from './unsettled.ts';
import { type Unwritten, writeTyped } from './unwritten.ts';
import { type Editor, keyOf } from './use-editor.ts';

interface ScriptPaneProps {
  readonly editor: Editor;
  readonly unwritten: Unwritten;
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

function Shown({ editor, unwritten, task, files }: Omit<ScriptPaneProps, 'onClose'>) {
  const { t } = useTranslation();
  if (!task) return <Empty title={t('editor.noTask')} hint={t('editor.noScriptTaskHint')} />;
  const type = typeof task.fields['type'] === 'string' ? task.fields['type'] : '';
  const field = scriptFieldOf(type);
  if (field === undefined) return <Empty title={t('editor.noScript', { task: task.id, type })} />;
  if (task.lock) return <Empty title={task.id} hint={t(`editor.lock_${task.lock}`)} />;
  const inputs = isMapValue(task.fields['with']) ? task.fields['with'] : {};
  const file = typeof inputs['file'] === 'string' ? inputs['file'] : undefined;
  const key = `${keyOf(task)} ${type} ${file}`;
  const shared = { editor, unwritten, task, type };
  if (file === undefined) return <Script key={key} {...shared} name={field} text={textOf(inputs[field])} isOwn />;
  return <Script key={key} {...shared} name={file} text={Object.hasOwn(files, file) ? files[file] : undefined} />;
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

interface ScriptProps {
  readonly editor: Editor;
  readonly unwritten: Unwritten;
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

function Script({ editor, unwritten, task, type, name, text: written, isOwn = false }: ScriptProps) {
  const { t } = useTranslation();
  const text = written ?? '';
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const path = [task.in, task.id, 'with', name];
  const at = path.join('/');
  const { isRefused, settle, drop } = useTyped(unwritten, at, (value) =>
    editor.apply(value === '' ? { edit: 'unset_field', path } : { edit: 'set_field', path, value }),
  );
  useSettleOnLeave(() => void (isOwn && !editor.isBroken && settle()));
  const latest = useRef({ editor, settle });
  useEffect(() => {
    latest.current = { editor, settle };
  });
  const label = t('editor.scriptOf', { task: task.id });
  useEffect(() => {
    const { current } = frame;
    if (!current) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settleNow = () => {
      clearTimeout(timer);
      timer = undefined;
      return latest.current.settle();
    };
    const write = {
      onText: (next: string) => {
        unwritten.set(at, next);
        clearTimeout(timer);
        timer = setTimeout(() => void settleNow(), SETTLE_MS);
      },
      // What the document refused is none of its steps.
      undo: () => void settleNow().then((isWritten) => isWritten && latest.current.editor.undo()),
      redo: () => latest.current.editor.redo(),
    };
    const made = openScript(current, unwritten.get(at) ?? text, { label, type, write: isOwn ? write : undefined });
    view.current = made;
    return () => {
      // What was refused is not tried again without being seen: the task may be gone.
      if (timer !== undefined) void settleNow();
      made.destroy();
    };
    // The text it begins with is only read once; later ones come through the effect below.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [label, type, isOwn, at, unwritten]);
  useEffect(() => {
    if (view.current && !unwritten.has(at)) showScript(view.current, text);
  }, [text, at, unwritten]);
  const { isBroken } = editor;
  useEffect(() => {
    if (!view.current || !isOwn) return;
    setReadOnly(view.current, isBroken);
    if (!isBroken) void latest.current.settle();
  }, [isBroken, isOwn, label, type, at]);
  return (
    <>
      <p className="soft">
        <b>{task.id}</b> · {type} · <code>{name}</code>
        {!isOwn && <span> · {written === undefined ? t('editor.fileMissing') : t('editor.fileBeside')}</span>}
      </p>
      {isOwn && isBroken && <p role="status">{t('editor.scriptBroken')}</p>}
      {isRefused && !isBroken && <Refused onDrop={() => (drop(), view.current && showScript(view.current, text))} />}
      <div ref={frame} className="script-code" />
    </>
  );
}

function Refused({ onDrop }: { onDrop: () => void }) {
  const { t } = useTranslation();
  return (
    <p role="status">
      {t('editor.scriptUnwritten')}{' '}
      <Button size="small" onClick={onDrop}>
        {t('editor.dropUnwritten')}
      </Button>
    </p>
  );
}

/** @param write tells whether the document says the text now */
function useTyped(unwritten: Unwritten, at: string, write: (text: string) => Promise<boolean>) {
  const [isRefused, setRefused] = useState(unwritten.has(at));
  const settle = async () => {
    const isWritten = await writeTyped(unwritten, at, write);
    setRefused(!isWritten);
    return isWritten;
  };
  const drop = () => {
    unwritten.delete(at);
    setRefused(false);
  };
  return { isRefused, settle, drop };
}
