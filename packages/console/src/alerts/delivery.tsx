import type { PlatformHealth } from '@carillon/protocol';
import { useTranslation } from 'react-i18next';
import { FindingItem } from '../health/finding-list.tsx';
import { ServerName } from '../health/server-name.tsx';
import { Instant } from '../time/instant.tsx';
import { deliveryFacts } from './delivery-facts.ts';
import '../health/health.css';

/** Who delivers, what has not gone out yet, why not, and where the receiver is named. */
export function Delivery({ health }: { health: PlatformHealth }) {
  const { t } = useTranslation();
  const { duty, behind, oldestAt, obstacles } = deliveryFacts(health);
  const leader = duty?.state === 'led' ? duty.terms[0] : undefined;
  return (
    <>
      {obstacles.length > 0 && (
        <ul className="findings">
          {obstacles.map((finding) => (
            <FindingItem key={`${finding.code} ${finding.sentence}`} finding={finding} />
          ))}
        </ul>
      )}
      <dl className="facts">
        <div>
          <dt>{t('alerts.receiver')}</dt>
          <dd>
            {t('alerts.webhook')} <code>CARILLON_ALERT_WEBHOOK</code>
          </dd>
        </div>
        <div>
          <dt>{t('alerts.deliveredBy')}</dt>
          <dd>{leader ? <ServerName {...leader} /> : <span className="pressure">{t('dutyState.vacant')}</span>}</dd>
        </div>
        <div>
          <dt>{t('alerts.waiting')}</dt>
          <dd>
            {behind === undefined ? '–' : t('alerts.events', { count: behind })}
            {oldestAt !== undefined && (
              <span className="soft">
                {' '}
                · {t('alerts.oldest')} <Instant at={oldestAt} />
              </span>
            )}
          </dd>
        </div>
      </dl>
      <p className="panel-note soft">{t('alerts.tries')}</p>
    </>
  );
}
