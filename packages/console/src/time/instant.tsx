import { Tooltip } from '../parts/tooltip.tsx';
import { useTranslation } from 'react-i18next';
import { absoluteText, relativeText } from './format.ts';
import { useNow } from './use-now.ts';
import { useScheduleZone, useZone, viewerZone } from './zone.ts';

/** Relative in the line; absolute in every zone that matters on hover and on focus. */
export function Instant({ at }: { at: string | undefined }) {
  const { i18n } = useTranslation();
  const now = useNow();
  const zone = useZone();
  const schedule = useScheduleZone();
  if (at === undefined) return <span className="soft">–</span>;
  const date = new Date(at);
  const zones = [...new Set([zone, viewerZone(), ...(schedule === undefined ? [] : [schedule]), 'UTC'])];
  const title = zones.map((each) => <div key={each}>{absoluteText(date, each, i18n.language)}</div>);
  return (
    <Tooltip title={title} classNames={{ root: 'instant-tip' }} trigger={['hover', 'focus']}>
      <time dateTime={at} tabIndex={0} className="instant">
        {relativeText(date, now, i18n.language)}
      </time>
    </Tooltip>
  );
}
