import type { PlatformHealth } from '@carillon/protocol';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { byteText } from '../parts/byte-text.ts';
import { durationText } from '../time/duration.ts';
import { Instant } from '../time/instant.tsx';

interface StoreFactsProps {
  readonly health: PlatformHealth;
  readonly store: NonNullable<PlatformHealth['store']>;
}

/** The database, and how far the readers of events have come. */
export function StoreFacts({ health: { events, servers }, store }: StoreFactsProps) {
  const { t } = useTranslation();
  const statements = servers.reduce((sum, { state, load }) => sum + (state === 'up' ? (load?.statements ?? 0) : 0), 0);
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('health.storeVersion'), store.version],
    [t('health.size'), byteText(store.sizeBytes)],
    [t('health.connections'), t('health.connectionsOf', { used: store.connections, max: store.maxConnections })],
    [t('health.perSecond'), statements],
    [t('health.oldest'), store.xmin ? durationText(store.xmin.forMs) : t('health.none')],
    [t('health.partitions'), <Instant key="partitions" at={store.partitionsUntil} />],
  ];
  return (
    <section className="panel">
      <h2>{t('health.store')}</h2>
      {store.readOnly && <p className="pressure">{t('health.readOnly')}</p>}
      <Facts facts={facts} />
      <h3>{t('health.events')}</h3>
      {events && events.length > 0 ? (
        <Facts
          facts={events.map(({ consumer, behind, oldestAt }) => [
            consumer,
            <span key={consumer}>
              {t('health.behind')} {behind}
              {oldestAt !== undefined && (
                <>
                  {' · '}
                  <Instant at={oldestAt} />
                </>
              )}
            </span>,
          ])}
        />
      ) : (
        <p className="soft">{t('health.eventsEmpty')}</p>
      )}
    </section>
  );
}

function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
