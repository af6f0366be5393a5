import { useTranslation } from 'react-i18next';
import { StateIcon } from '../states/state-icon.tsx';
import { DAY_LOOKS, type DayState } from './day-state.ts';

const SHOWN: readonly DayState[] = [
  'success',
  'failed',
  'missed',
  'held',
  'running',
  'paused',
  'skipped',
  'planned',
  'unknown',
];

/** What the signs of a year mean. */
export function Legend() {
  const { t } = useTranslation();
  return (
    <ul className="legend" aria-label={t('days.legend')}>
      {SHOWN.map((state) => {
        const look = DAY_LOOKS[state];
        return (
          <li key={state}>
            {look && <StateIcon look={look} size={12} />}
            {t(`dayState.${state}`)}
          </li>
        );
      })}
      <li>
        <span className="ground-closed" />
        {t('dayState.closed')}
      </li>
      <li>
        <span className="mark" />
        {t('days.marked')}
      </li>
    </ul>
  );
}
