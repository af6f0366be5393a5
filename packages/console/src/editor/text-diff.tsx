import { diffRows } from '@carillon/spec/edit';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

interface TextDiffProps {
  readonly before: string;
  readonly after: string;
  /** Where there are several. */
  readonly label?: string;
}

/** Two texts as one list of lines: what went, what came, and a little of what stayed. */
export function TextDiff({ before, after, label }: TextDiffProps) {
  const { t } = useTranslation();
  const rows = useMemo(() => diffRows(before, after), [before, after]);
  if (rows.length === 0) return <p className="soft">{t('editor.noDifference')}</p>;
  return (
    // Focusable, so that its lines can be scrolled without a pointer.
    <div className="text-diff" role="region" aria-label={label ?? t('editor.textDiff')} tabIndex={0}>
      {rows.map(({ kind, text }, no) => (
        <div key={no} className={`diff-line is-${kind}`}>
          <span aria-hidden>{{ same: ' ', added: '+', removed: '−', skipped: '⋯' }[kind]}</span>
          {kind === 'added' && <span className="visually-hidden">{t('editor.lineAdded')}</span>}
          {kind === 'removed' && <span className="visually-hidden">{t('editor.lineRemoved')}</span>}
          <code>{text}</code>
        </div>
      ))}
    </div>
  );
}
