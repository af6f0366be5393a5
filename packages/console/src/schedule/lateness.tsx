import type { Schedule } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { durationText } from '../time/duration.ts';

/** How late the last firings were. */
export function Lateness({ schedule: { lateness } }: { schedule: Pick<Schedule, 'lateness'> }) {
  const { t } = useTranslation();
  if (!lateness) return <span className="soft">{t('schedule.noLateness')}</span>;
  return (
    <span>
      {t('schedule.latenessSummary', {
        p50: durationText(lateness.p50Ms),
        p95: durationText(lateness.p95Ms),
        max: durationText(lateness.maxMs),
      })}
      <span className="soft"> {t('schedule.latenessOf', { count: lateness.count })}</span>
    </span>
  );
}
