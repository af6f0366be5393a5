import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '../api/overview-queries.ts';
import { platformHealthQuery } from '../health/health-queries.ts';
import { Failed } from '../overview/attention.tsx';
import { Empty, PageHeader, QueryView, useTitle } from '../parts/page.tsx';
import { usePlace } from '../shell/place.ts';
import { Delivery } from './delivery.tsx';
import '../overview/overview.css';
import './alerts.css';

/** What the receiver of alerts was told of lately, by cause, and whether it is told at all. */
export function AlertsPage() {
  const { t } = useTranslation();
  const place = usePlace();
  const overview = useQuery(overviewQuery(place));
  const health = useQuery(platformHealthQuery);
  useTitle(t('alerts.title'));
  return (
    <div className="page alerts">
      <PageHeader title={t('alerts.title')} note={t('alerts.note')} />
      <section className="panel attention">
        <h2>{t('alerts.causes')}</h2>
        <QueryView query={overview}>
          {({ failures }) =>
            failures.length === 0 ? (
              <Empty title={t('alerts.quiet')} />
            ) : (
              <ul className="attention-list">
                {failures.map((failure) => (
                  <Failed key={failure.newestRunId} failure={failure} />
                ))}
              </ul>
            )
          }
        </QueryView>
      </section>
      <section className="panel">
        <h2>{t('alerts.delivery')}</h2>
        <QueryView query={health} rows={3}>
          {(known) => <Delivery health={known} />}
        </QueryView>
      </section>
    </div>
  );
}
