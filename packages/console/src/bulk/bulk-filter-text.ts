import type { BulkPlan } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';

/** Which runs a command was for, as the API names what narrows them. */
export function useBulkFilterText(): (filter: BulkPlan['filter']) => string {
  const { t } = useTranslation();
  return ({ runs, ...words }) =>
    runs === undefined
      ? Object.entries(words)
          .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : String(value)}`)
          .join(' ')
      : t('bulk.whichChosen', { count: runs });
}
