import { mergeByHand, mergeTexts } from '@carillon/spec/edit';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { TextDiff } from './text-diff.tsx';

export interface Choice {
  readonly text: string;
  /** Both texts stand in it between marks, and the reader takes one of each away. */
  readonly isByHand: boolean;
}

interface MergeDialogProps {
  readonly title: string;
  /** What both texts were made from. */
  readonly before: string;
  readonly mine: string;
  readonly theirs: string;
  readonly author: string;
  readonly takeTheirs: string;
  readonly onChoose: (choice: Choice) => void;
  readonly onClose: () => void;
}

/** Two people changed one text: what each did, and three ways on. Nothing is written over unasked. */
export function MergeDialog({ title, before, mine, theirs, author, takeTheirs, onChoose, onClose }: MergeDialogProps) {
  const { t } = useTranslation();
  const merged = mergeTexts(before, mine, theirs);
  const take = (text: string) => onChoose({ text, isByHand: false });
  const merge = () => {
    if (merged !== undefined) return take(merged);
    onChoose({ text: mergeByHand(before, mine, theirs, { ours: t('editor.mine'), theirs: author }), isByHand: true });
  };
  return (
    <Dialog
      wide
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={() => take(theirs)}>{takeTheirs}</Button>
          <Button onClick={() => take(mine)}>{t('editor.keepMine')}</Button>
          <Button type="primary" onClick={merge}>
            {t(merged === undefined ? 'editor.mergeByHand' : 'editor.merge')}
          </Button>
        </>
      }
    >
      <p>{t(merged === undefined ? 'editor.mergeByHandHint' : 'editor.mergeHint')}</p>
      <h3>{t('editor.theirChanges', { author })}</h3>
      <TextDiff before={before} after={theirs} label={t('editor.theirChanges', { author })} />
      <h3>{t('editor.myChanges')}</h3>
      <TextDiff before={before} after={mine} label={t('editor.myChanges')} />
    </Dialog>
  );
}
