import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader, useTitle } from '../parts/page.tsx';
import { StrangeFilters } from '../parts/strange-filters.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { BackfillList } from '../backfill/backfill-list.tsx';
import { usePlace } from '../shell/place.ts';
import { parseSchedulesSearch, SCHEDULES_TABS, type SchedulesSearch } from './schedules-search.ts';
import { TriggerList } from './trigger-list.tsx';
import { WeekCalendar } from './week-calendar.tsx';

const route = getRouteApi('/p/$project/schedule');

export function SchedulesPage() {
  const { t } = useTranslation();
  const place = usePlace();
  const written = route.useSearch();
  const search = parseSchedulesSearch({ ...written });
  const navigate = route.useNavigate();
  const { tab = 'calendar' } = search;
  const change = useCallback(
    (part: SchedulesSearch) =>
      void navigate({
        search: (known) => ({ ...parseSchedulesSearch({ ...known }), ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const names = {
    calendar: t('schedules.calendar'),
    triggers: t('schedules.triggers'),
    backfills: t('schedules.backfills'),
  };
  useTitle(t('schedules.title'), names[tab]);
  return (
    <div className="page">
      <PageHeader title={t('schedules.title')}>
        <Link to="/p/$project/calendars" params={{ project: place.project }}>
          {t('schedules.calendars')}
        </Link>
      </PageHeader>
      <StrangeFilters written={written} known={search} onDrop={() => change({})} />
      <div className="page-tabs">
        <Tabs
          label={t('schedules.title')}
          tabs={SCHEDULES_TABS.map((key) => ({ key, label: names[key] }))}
          active={tab}
          // Filters belong to their tab.
          onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        >
          {tab === 'calendar' && <WeekCalendar environment={place.environment} search={search} onChange={change} />}
          {tab === 'triggers' && <TriggerList place={place} search={search} onChange={change} />}
          {tab === 'backfills' && <BackfillList place={place} />}
        </Tabs>
      </div>
    </div>
  );
}
