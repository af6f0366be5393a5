import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import type { Kept } from './use-draft.ts';
import type { Editor } from './use-editor.ts';

/** Somebody else saves the same draft. Closed, nothing is saved until it is chosen how to go on. */
export function ConflictDialog({ editor, draft }: { editor: Editor; draft: Kept }) {
  const { t } = useTranslation();
  const [isAside, setIsAside] = useState(false);
  const { theirs } = draft;
  if (theirs === undefined) return null;
  if (isAside)
    return (
      <div className="editor-notice is-fixed" role="alert">
        {t('editor.kept_conflict')}
        <Button size="small" onClick={() => setIsAside(false)}>
          {t('editor.choose')}
        </Button>
      </div>
    );
  const goOn = (text: string) => {
    if (text !== editor.text) editor.replaceText(text);
    draft.goOnFrom(theirs);
  };
  if (theirs)
    return (
      <MergeDialog
        title={t('editor.savedByOther', { author: theirs.author })}
        before={draft.before}
        mine={editor.text}
        theirs={theirs.text}
        author={theirs.author}
        takeTheirs={t('editor.takeTheirDraft', { author: theirs.author })}
        onChoose={({ text }) => goOn(text)}
        onClose={() => setIsAside(true)}
      />
    );
  return (
    <Dialog
      wide
      title={t('editor.draftGone')}
      onClose={() => setIsAside(true)}
      footer={
        <Button type="primary" onClick={() => goOn(editor.text)}>
          {t('editor.keepMine')}
        </Button>
      }
    >
      <p>{t('editor.draftGoneHint')}</p>
    </Dialog>
  );
}
