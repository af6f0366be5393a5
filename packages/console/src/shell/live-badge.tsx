import { useTranslation } from 'react-i18next';
import { ApiError, UNREACHABLE } from '../api/client.ts';
import { useStreamState } from '../api/live.ts';
import { useStale } from '../api/stale.ts';
import { useErrorText } from '../parts/page.tsx';
import { Tooltip } from '../parts/tooltip.tsx';
import { clockText } from '../time/format.ts';
import { useZone } from '../time/zone.ts';

/** A browser without a network does not even try. */
const NO_NETWORK = new ApiError(UNREACHABLE, undefined);

/** Whether what is shown is how it is: nothing while it is, else of when it is, or that it comes by asking alone. */
export function LiveBadge() {
  const { t, i18n } = useTranslation();
  const isPolling = useStreamState() === 'down';
  const stale = useStale();
  const zone = useZone();
  const errorText = useErrorText();
  if (stale) {
    const at = clockText(new Date(stale.dataUpdatedAt), zone, i18n.language);
    return (
      <Badge text={t('bar.stale', { at })} hint={t('bar.staleHint', { error: errorText(stale.error ?? NO_NETWORK) })} />
    );
  }
  return isPolling ? <Badge text={t('bar.polling')} hint={t('bar.pollingHint')} /> : null;
}

function Badge({ text, hint }: { text: string; hint: string }) {
  return (
    <Tooltip title={hint} trigger={['hover', 'focus']}>
      <span className="polling" role="status" tabIndex={0}>
        {text}
      </span>
    </Tooltip>
  );
}
