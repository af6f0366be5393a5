/** What is wrong with one place, in the reader's language. */
import type { ProblemItem } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { useSaid } from './use-said.ts';

/** What the checks of documents and values say is English: elsewhere their code leads, in the reader's words. */
export function useFault(): (item: Pick<ProblemItem, 'code' | 'message' | 'said'>) => string {
  const { t, i18n } = useTranslation();
  const inWords = useSaid();
  return ({ code, message, said }) => {
    if (i18n.language === 'en' || said) return inWords(said?.message, message);
    const lead = t(`fault.${code}`, '');
    return lead === '' ? message : t('fault.led', { lead, message });
  };
}
