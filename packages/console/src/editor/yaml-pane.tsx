import type { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { completeIn, type Known } from './completion.ts';
import type { Editor } from './use-editor.ts';
import { openText } from './yaml-view.ts';

interface YamlPaneProps {
  readonly editor: Editor;
  readonly initial: string;
  readonly onLine: (line: number) => void;
}

/** Made once: the text lives in it, whatever else of the page is drawn again. */
export function YamlPane({ editor, initial, onLine }: YamlPaneProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const known = useRef<Known>({ document: undefined, tasks: [] });
  const line = useRef(onLine);
  useEffect(() => {
    known.current = { document: editor.shown.document, tasks: editor.shown.tasks };
    line.current = onLine;
  });
  const { attach, onText } = editor;
  useEffect(() => {
    const { current } = frame;
    if (!current) return;
    const view: EditorView = openText(current, initial, {
      label: t('editor.text'),
      complete: completeIn(() => known.current),
      onText,
      onLine: (at) => line.current(at),
    });
    attach(view);
    return () => {
      attach(undefined);
      view.destroy();
    };
    // The text it begins with is only read once.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [attach, onText]);
  return <div className="yaml-pane" ref={frame} />;
}
