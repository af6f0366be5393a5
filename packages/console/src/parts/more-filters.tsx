import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import './more-filters.css';

/** The filters that are rarely wanted, behind one button that counts those in use. */
export function MoreFilters({ used, children }: { used: number; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <details className="menu more-filters">
      <summary>
        <Icon name="filter" size={14} />
        {used === 0 ? t('list.moreFilters') : t('list.moreFiltersUsed', { count: used })}
      </summary>
      <div>{children}</div>
    </details>
  );
}
