import type { Queue } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';

const percent = (share: number): string => `${Math.round(share * 1_000) / 10}%`;

/** What a queue uses of all that the workers have, with marks at what is guaranteed and at what it never passes. */
export function ShareBar({ queue: { used, minShare, maxShare } }: { queue: Queue }) {
  const { t } = useTranslation();
  const shares = { used: percent(used), min: percent(minShare), max: percent(maxShare) };
  return (
    <div className="share">
      <div className="share-bar" role="img" aria-label={t('queues.shares', shares)}>
        <div className="share-used" style={{ width: percent(Math.min(used, 1)) }} />
        {minShare > 0 && <div className="share-mark is-min" style={{ left: percent(minShare) }} />}
        {maxShare < 1 && <div className="share-mark is-max" style={{ left: percent(maxShare) }} />}
      </div>
      <span className="share-text" aria-hidden>
        {shares.used}
        {(minShare > 0 || maxShare < 1) && (
          <span className="soft"> {t(`queues.bounds.${boundsOf(minShare, maxShare)}`, shares)}</span>
        )}
      </span>
    </div>
  );
}

const boundsOf = (min: number, max: number): 'min' | 'max' | 'both' =>
  min > 0 && max < 1 ? 'both' : min > 0 ? 'min' : 'max';
