import type { Change } from '@carillon/spec/edit';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from './change-sentence.ts';

/** What two documents differ in, a sentence each. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation();
  if (changes.length === 0) return <p className="soft">{t('editor.onlyText')}</p>;
  return (
    <ul className="change-list">
      {changes.map((change) => {
        const { key, values } = sentenceOf(change);
        return (
          <li key={change.path.join('/')} className={`is-${change.change}`}>
            {t(key, values)}
          </li>
        );
      })}
    </ul>
  );
}
