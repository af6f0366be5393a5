import type { BulkPlan } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { durationText } from '../time/duration.ts';
import './bulk.css';

/** How far it is, as a bar and in words. */
export function BulkBar({ plan: { totals, etaMs, state } }: { plan: BulkPlan }) {
  const { t } = useTranslation();
  const done = totals.done + totals.failed + totals.cancelled;
  const all = done + totals.planned + totals.running;
  return (
    <div className="bulk-bar">
      <progress max={Math.max(1, all)} value={done} aria-label={t('bulk.progress', { done, all })} />
      <p role="status">
        <b>{t(`backfillState.${state}`)}</b> · {t('bulk.progress', { done, all })}
        {totals.failed > 0 && <> · {t('bulk.failed', { count: totals.failed })}</>}
        {totals.skipped > 0 && <> · {t('bulk.leavesOut', { count: totals.skipped })}</>}
        {etaMs !== undefined && <> · {t('bulk.left', { duration: durationText(etaMs) })}</>}
      </p>
    </div>
  );
}
