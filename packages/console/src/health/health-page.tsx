import type { PlatformHealth } from '@carillon/protocol';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { Tooltip } from '../parts/tooltip.tsx';
import { durationText } from '../time/duration.ts';
import { Instant } from '../time/instant.tsx';
import { useNow } from '../time/use-now.ts';
import { DutyTable } from './duty-table.tsx';
import { FindingList } from './finding-list.tsx';
import { HealingList } from './healing-list.tsx';
import { HEALTH_POLL_MS, platformHealthQuery } from './health-queries.ts';
import { ServerTable } from './server-table.tsx';
import { StoreFacts } from './store-facts.tsx';
import './health.css';

/** Two answers that did not come, and a breath. */
const STALE_MS = 2 * HEALTH_POLL_MS + 2_000;

/** The platform itself: is anything wrong, who is there and how do they feel, who leads, what was made good. */
export function HealthPage() {
  const { t } = useTranslation();
  const query = useQuery(platformHealthQuery);
  useTitle(t('health.title'));
  return (
    <div className="page health">
      <PageHeader
        title={t('health.title')}
        note={query.data && <AsOf health={query.data} answeredAt={query.dataUpdatedAt} />}
      />
      <QueryView query={query} isPage>
        {(health) => (
          <>
            {health.missing.length > 0 && <Missing parts={health.missing} />}
            {health.findings && <FindingList findings={health.findings} />}
            <section className="panel">
              <h2>{t('health.servers')}</h2>
              <ServerTable servers={health.servers} />
            </section>
            {health.store && health.duties && (
              <div className="health-pair">
                <StoreFacts health={health} store={health.store} />
                <DutyTable duties={health.duties} />
              </div>
            )}
          </>
        )}
      </QueryView>
      <HealingList />
    </div>
  );
}

function AsOf({ health, answeredAt }: { health: PlatformHealth; answeredAt: number }) {
  const { t } = useTranslation();
  const now = useNow(true, 1_000);
  const age = now - answeredAt;
  if (age <= STALE_MS)
    return (
      <>
        {t('health.updated')} <Instant at={health.at} />
      </>
    );
  return (
    <Tooltip title={t('health.staleHint')} trigger={['hover', 'focus']}>
      <span className="stale" role="status" tabIndex={0}>
        {t('health.stale', { for: durationText(age) })}
      </span>
    </Tooltip>
  );
}

const PARTS = { store: 'health.missingStore', findings: 'health.missingFindings' } as const;

function Missing({ parts }: { parts: PlatformHealth['missing'] }) {
  const { t } = useTranslation();
  return (
    <p className="notice" role="status">
      {t('health.missing', { parts: parts.map((part) => t(PARTS[part])).join(' · ') })}
    </p>
  );
}
