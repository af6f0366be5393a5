import { useTranslation } from 'react-i18next';
import { firingText, offsetText } from './format.ts';
import { useNow } from './use-now.ts';
import { useZone } from './zone.ts';

/** An instant in the zone of its schedule and, where it is another, in the one that the page is read in. */
export function BothZones({ at, zone }: { at: string; zone: string }) {
  const { i18n } = useTranslation();
  const chosen = useZone();
  const thisYear = new Date(useNow(false)).getUTCFullYear();
  const date = new Date(at);
  return (
    <div className="both-zones">
      {[...new Set([zone, chosen])].map((each) => (
        <div key={each}>
          <time dateTime={at}>{firingText(date, each, i18n.language, thisYear)}</time>{' '}
          <span className="soft">
            {each}
            {each !== 'UTC' && ` ${offsetText(date, each)}`}
          </span>
        </div>
      ))}
    </div>
  );
}
