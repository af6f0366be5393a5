/** What is wrong with one place, in the reader's language. */
import type { ProblemItem } from '@carillon/protocol';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useSaid } from './use-said.ts';

/** What can be said in English alone has its code before it, in the reader's words. */
export function useFault(): (item: Pick<ProblemItem, 'code' | 'message' | 'said'>) => string {
  const { t, i18n } = useTranslation();
  const inWords = useSaid();
  return useCallback(
    ({ code, message, said }) => {
      const told = inWords(said?.message, message);
      if (i18n.language === 'en' || told !== message) return told;
      const lead = t(`fault.${code}`, '');
      return lead === '' ? message : t('fault.led', { lead, message });
    },
    [t, i18n, inWords],
  );
}

/** What to do about it. */
export function useFaultHint(): (item: Pick<ProblemItem, 'hint' | 'said'>) => string | undefined {
  const inWords = useSaid();
  return useCallback(({ hint, said }) => (hint === undefined ? undefined : inWords(said?.hint, hint)), [inWords]);
}
