import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { platformHealthQuery } from '../health/health-queries.ts';
import { PageHeader, QueryView, Skeleton, useTitle } from '../parts/page.tsx';
import { StrangeFilters } from '../parts/strange-filters.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { usePlace } from '../shell/place.ts';
import { ALERTS_TABS, type AlertsSearch, parseAlertsSearch } from './alerts-search.ts';
import { CauseList } from './cause-list.tsx';
import { Delivery } from './delivery.tsx';
import './alerts.css';

const route = getRouteApi('/p/$project/alerts');
const NoiseList = lazy(() => import('./noise-list.tsx').then((module) => ({ default: module.NoiseList })));
const RuleList = lazy(() => import('./rule-list.tsx').then((module) => ({ default: module.RuleList })));
const SilenceList = lazy(() => import('./silence-list.tsx').then((module) => ({ default: module.SilenceList })));
const ChannelList = lazy(() => import('./channel-list.tsx').then((module) => ({ default: module.ChannelList })));

/** What failed by cause, how noisy it is, and how people are told. */
export function AlertsPage() {
  const { t } = useTranslation();
  const place = usePlace();
  const written = route.useSearch();
  const search = parseAlertsSearch({ ...written });
  const navigate = route.useNavigate();
  const { tab = 'open' } = search;
  const change = useCallback(
    (part: Partial<Record<keyof AlertsSearch, string | undefined>>) =>
      void navigate({
        search: (known) => ({ ...parseAlertsSearch({ ...known }), ...part }) as AlertsSearch,
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  useTitle(t('alerts.title'), t(`alerts.${tab}`));
  return (
    <div className="page alerts">
      <PageHeader title={t('alerts.title')} note={t('alerts.note')} />
      <StrangeFilters written={written} known={search} onDrop={() => change({})} />
      <div className="page-tabs">
        <Tabs
          label={t('alerts.title')}
          tabs={ALERTS_TABS.map((key) => ({ key, label: t(`alerts.${key}`) }))}
          active={tab}
          // Filters belong to their tab.
          onChange={(next) => void navigate({ search: next === 'open' ? {} : { tab: next }, replace: true })}
        >
          {tab === 'open' && <CauseList place={place} search={search} onChange={change} />}
          <Suspense fallback={<Skeleton />}>
            {tab === 'noise' && <NoiseList place={place} />}
            {tab === 'rules' && <RuleList project={place.project} />}
            {tab === 'silences' && <SilenceList place={place} />}
            {tab === 'channels' && (
              <>
                <ChannelList project={place.project} />
                <DeliveryPanel />
              </>
            )}
          </Suspense>
        </Tabs>
      </div>
    </div>
  );
}

function DeliveryPanel() {
  const { t } = useTranslation();
  const health = useQuery(platformHealthQuery);
  return (
    <section className="panel">
      <h2>{t('alerts.delivery')}</h2>
      <QueryView query={health} rows={3}>
        {(known) => <Delivery health={known} />}
      </QueryView>
    </section>
  );
}
