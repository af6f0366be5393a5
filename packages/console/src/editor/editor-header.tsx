import { Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../parts/page.tsx';
import { usePlace } from '../shell/place.ts';
import { EDITOR_MODES, type EditorMode } from './editor-search.ts';
import { OthersNote } from './others-note.tsx';
import { type Published, statusOf } from './published.ts';
import type { Kept } from './use-draft.ts';
import type { Editor } from './use-editor.ts';

interface HeaderProps {
  readonly name: string;
  readonly editor: Editor;
  readonly draft: Kept;
  readonly published: Published;
  readonly errors: number;
  /** That is selected. */
  readonly task: string | undefined;
  readonly mode: EditorMode;
  readonly onMode: (mode: EditorMode) => void;
  readonly onDryRun: () => void;
  readonly onPublish: () => void;
}

/** `Draft on v6 · 4 changes · not live`. */
export function EditorHeader({
  name,
  editor,
  draft,
  published,
  errors,
  task,
  mode,
  onMode,
  onDryRun,
  onPublish,
}: HeaderProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { project } = usePlace();
  const { changes } = editor.analysis;
  const { newest, live } = published;
  const status = statusOf(editor.text, published);
  const changed = t('editor.changes', { count: changes.length });
  const whatIsLive =
    live && live.number !== newest?.number ? t('editor.otherIsLive', { version: live.number }) : t('editor.notLive');
  const begun =
    draft.baseVersion === undefined ? t('editor.newDraft') : t('editor.draftOn', { version: draft.baseVersion });
  const texts = {
    live: [t('editor.isLive', { version: live?.number })],
    newest: [t('editor.isVersion', { version: newest?.number }), changed, whatIsLive],
    draft: [begun, changed, whatIsLive],
  };
  return (
    <header className="editor-header">
      <div className="editor-title">
        {live ? (
          <Link to="/p/$project/w/$workflow" params={{ project, workflow: name }}>
            {t('editor.back')}
          </Link>
        ) : (
          <Link to="/p/$project/w" params={{ project }}>
            {t('nav.workflows')}
          </Link>
        )}
        <h1>{name}</h1>
        <span className="editor-status">{texts[status].join(' · ')}</span>
        <span className={`soft editor-kept is-${draft.state}`} role="status">
          {t(`editor.kept_${draft.state}`, { why: errorText(draft.failure) })}
        </span>
        <OthersNote project={project} name={name} draft={draft} task={task} />
      </div>
      <div className="editor-actions">
        <Segmented<EditorMode>
          className="editor-modes"
          aria-label={t('editor.panes')}
          value={mode}
          onChange={onMode}
          options={EDITOR_MODES.map((value) => ({ value, label: t(`editor.mode_${value}`) }))}
        />
        <Button onClick={editor.undo}>{t('editor.undo')}</Button>
        <Button onClick={editor.redo}>{t('editor.redo')}</Button>
        <Button onClick={onDryRun}>{t('editor.dryRun')}</Button>
        <Button
          type="primary"
          onClick={onPublish}
          disabled={status === 'live'}
          title={errors > 0 ? t('editor.hasErrors', { count: errors }) : ''}
        >
          {t('editor.publish')}
        </Button>
      </div>
    </header>
  );
}
