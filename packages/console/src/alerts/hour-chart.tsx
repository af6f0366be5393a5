import type { AlertDetail } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { shortText } from '../time/format.ts';
import { useNow } from '../time/use-now.ts';
import { useZone } from '../time/zone.ts';
import { type HourBar, hourBars } from './hour-bars.ts';

const HEIGHT = 72;
/** A single failure must be seen beside a hundred. */
const LEAST = 4;

/** A week of a cause, an hour a bar; the same in words for whoever does not see it. */
export function HourChart({ hours }: { hours: AlertDetail['hours'] }) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const bars = hourBars(hours, useNow());
  const most = Math.max(1, ...bars.map(({ failures }) => failures));
  const total = (of: (bar: HourBar) => number) => bars.reduce((sum, bar) => sum + of(bar), 0);
  const summary = t('alert.timelineSummary', {
    count: total(({ failures }) => failures),
    notified: total(({ notified }) => notified),
    muted: total(({ muted }) => muted),
  });
  return (
    <figure className="hour-chart">
      <svg viewBox={`0 0 ${bars.length * 4} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
        {bars.map(({ at, failures, notified }, i) => {
          const height = failures === 0 ? 1 : LEAST + ((HEIGHT - LEAST) * failures) / most;
          const text = t('alert.hour', { at: shortText(at, zone, i18n.language), count: failures, notified });
          return (
            <rect
              key={at.getTime()}
              className={failures === 0 ? 'none' : undefined}
              x={i * 4}
              y={HEIGHT - height}
              width={3}
              height={height}
            >
              {failures > 0 && <title>{text}</title>}
            </rect>
          );
        })}
      </svg>
      <figcaption className="soft">{summary}</figcaption>
    </figure>
  );
}
