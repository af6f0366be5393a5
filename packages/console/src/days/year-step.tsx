import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/icon.tsx';

export function YearStep({ year, onChange }: { year: number; onChange: (year: number) => void }) {
  const { t } = useTranslation();
  return (
    <span className="year-step">
      <button type="button" className="plain" aria-label={t('days.yearBefore')} onClick={() => onChange(year - 1)}>
        <Icon name="left" />
      </button>
      <span aria-live="polite">{year}</span>
      <button type="button" className="plain" aria-label={t('days.yearAfter')} onClick={() => onChange(year + 1)}>
        <Icon name="right" />
      </button>
    </span>
  );
}
