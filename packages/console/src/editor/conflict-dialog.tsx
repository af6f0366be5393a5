import { mergeByHand, mergeTexts } from '@carillon/spec/edit';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { TextDiff } from './text-diff.tsx';
import type { Kept } from './use-draft.ts';
import type { Editor } from './use-editor.ts';

/** Somebody else saves the same draft: what each wrote, and three ways on. Closed, nothing is saved until one is chosen. */
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
  const merged = theirs ? mergeTexts(draft.before, editor.text, theirs.text) : undefined;
  const goOn = (text: string) => {
    if (text !== editor.text) editor.replaceText(text);
    draft.goOnFrom(theirs);
  };
  return (
    <Dialog
      wide
      title={theirs ? t('editor.savedByOther', { author: theirs.author }) : t('editor.draftGone')}
      onClose={() => setIsAside(true)}
      footer={
        <>
          {theirs && (
            <Button onClick={() => goOn(theirs.text)}>{t('editor.takeTheirDraft', { author: theirs.author })}</Button>
          )}
          <Button {...(!theirs && { type: 'primary' as const })} onClick={() => goOn(editor.text)}>
            {t('editor.keepMine')}
          </Button>
          {theirs && (
            <Button
              type="primary"
              onClick={() =>
                goOn(
                  merged ??
                    mergeByHand(draft.before, editor.text, theirs.text, {
                      ours: t('editor.mine'),
                      theirs: theirs.author,
                    }),
                )
              }
            >
              {t(merged === undefined ? 'editor.mergeByHand' : 'editor.merge')}
            </Button>
          )}
        </>
      }
    >
      <p>
        {t(theirs ? (merged === undefined ? 'editor.mergeByHandHint' : 'editor.mergeHint') : 'editor.draftGoneHint')}
      </p>
      {theirs && <TextDiff before={editor.text} after={theirs.text} />}
    </Dialog>
  );
}
