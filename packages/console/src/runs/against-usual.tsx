import type { Run } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { durationText } from '../time/duration.ts';

/** Of runs as short as this the clock of a machine tells more than the run. */
const TELLING_MS = 1_000;
const LONG = 2;

/** How long an ended run took, from acceptance to end, for one that usually takes as long as its workflow's median. */
export function AgainstUsual({ run: { createdAt, endedAt, usualMs } }: { run: Run }) {
  const { t } = useTranslation();
  if (endedAt === undefined || usualMs === undefined) return null;
  const tookMs = Date.parse(endedAt) - Date.parse(createdAt);
  if (Math.max(tookMs, usualMs) < TELLING_MS) return null;
  const times = tookMs / Math.max(1, usualMs);
  return (
    <small
      className={times >= LONG ? 'family-waiting in-family' : 'soft'}
      title={t('runs.againstUsual', { took: durationText(tookMs), usual: durationText(usualMs) })}
    >
      {times < 10 ? times.toFixed(1) : Math.round(times)}×
    </small>
  );
}
