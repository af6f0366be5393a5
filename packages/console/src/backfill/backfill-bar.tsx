import { useTranslation } from 'react-i18next';
import { backfillDateLookOf } from '../states/families.ts';
import { DATE_STATES, doneOf, sumOf, type Totals } from './backfill-totals.ts';
import './backfill.css';

/** How far a backfill is: a piece for each state, in colour and pattern; the words stand beside it. */
export function BackfillBar({ totals, large = false }: { totals: Totals; large?: boolean }) {
  const { t } = useTranslation();
  const total = sumOf(totals);
  return (
    <span
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={doneOf(totals)}
      aria-label={t('backfill.done', { done: doneOf(totals), total })}
      className={large ? 'backfill-bar large' : 'backfill-bar'}
    >
      {DATE_STATES.filter((state) => totals[state] > 0).map((state) => {
        const { family, pattern } = backfillDateLookOf(state);
        return (
          <span key={state} className={`family-${family} ${pattern} is-${state}`} style={{ flexGrow: totals[state] }} />
        );
      })}
    </span>
  );
}
